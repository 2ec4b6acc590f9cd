package import Statements

/// One item of the CBOR sequence that a proof of a period is.
package enum PeriodItem: Hashable, Sendable {
    /// The first.
    case header(PeriodHeader)
    /// The versions of the community's policy, as a file has them; behind the header alone.
    case policy([UInt8])
    /// An entry that changes the log's rules, before the leaves or among them; behind the header alone.
    case change([UInt8])
    /// A recorded note; the leaves up to its size follow.
    case record(SignedNote)
    /// A leaf that is shown: the bytes of an entry.
    case entry([UInt8])
    /// 2^height leaves that are not shown: the root of their complete subtree, or the hash of one.
    case withheld(Digest, height: Int)

    /// What a reader of the sequence accepts of each item: the longest is a policy with its versions.
    package static let limits = CBORLimits(size: CarriedRules.policyLimit + 16, items: 160)
    private static let policyWord = "policy"
    private static let changeWord = "change"

    /// - Throws: ``LedgerError/period(_:)``, or ``LedgerError/note(_:)`` for a record that is no note.
    package init(_ value: CBOR) throws(LedgerError) {
        switch value {
        case .bytes(let entry):
            guard entry.count <= Entry.sizeLimit else { throw .period(.item) }
            self = .entry(entry)
        case .text(let note): self = .record(try SignedNote(parsing: Array(note.utf8)))
        case .array(let fields):
            guard let hash = fields.first?.bytes else {
                self = try Self.named(fields)
                return
            }
            guard fields.count == 2, let hash = Digest(hash), case .unsigned(let height) = fields[1], height < 64 else {
                throw .period(.item)
            }
            self = .withheld(hash, height: Int(height))
        default: throw .period(.item)
        }
    }

    /// An item whose first element is a word.
    private static func named(_ fields: [CBOR]) throws(LedgerError) -> Self {
        guard let word = fields.first?.text, word == policyWord || word == changeWord else {
            return .header(try PeriodHeader(fields))
        }
        guard fields.count == 2, let bytes = fields[1].bytes, !bytes.isEmpty,
            word == policyWord || bytes.count <= Entry.sizeLimit
        else {
            throw .period(.item)
        }
        return word == policyWord ? .policy(bytes) : .change(bytes)
    }

    /// Deterministic CBOR.
    package var bytes: [UInt8] {
        switch self {
        case .header(let header): header.cbor.encode()
        case .policy(let bytes): CBOR.array([.text(Self.policyWord), .bytes(bytes)]).encode()
        case .change(let entry): CBOR.array([.text(Self.changeWord), .bytes(entry)]).encode()
        case .record(let note): CBOR.text(String(decoding: note.bytes, as: UTF8.self)).encode()
        case .entry(let entry): CBOR.bytes(entry).encode()
        case .withheld(let hash, let height):
            CBOR.array([.bytes(hash.bytes), .unsigned(UInt64(height))]).encode()
        }
    }
}
