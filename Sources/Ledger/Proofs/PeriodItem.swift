package import Statements

/// One item of the CBOR sequence that a proof of a period is.
package enum PeriodItem: Hashable, Sendable {
    /// The first.
    case header(PeriodHeader)
    /// A recorded note; the leaves up to its size follow.
    case record(SignedNote)
    /// A leaf that is shown: the bytes of an entry.
    case entry([UInt8])
    /// 2^height leaves that are not shown: the root of their complete subtree, or the hash of one.
    case withheld(Digest, height: Int)

    /// What a reader of the sequence accepts of each item: the longest is a header with a genesis and all hashes.
    package static let limits = CBORLimits(size: 73_728, items: 160)

    /// - Throws: ``LedgerError/period(_:)``, or ``LedgerError/note(_:)`` for a record that is no note.
    package init(_ value: CBOR) throws(LedgerError) {
        switch value {
        case .bytes(let entry):
            guard entry.count <= Entry.sizeLimit else { throw .period(.item) }
            self = .entry(entry)
        case .text(let note): self = .record(try SignedNote(parsing: Array(note.utf8)))
        case .array(let fields):
            guard let hash = fields.first?.bytes else {
                self = .header(try PeriodHeader(fields))
                return
            }
            guard fields.count == 2, let hash = Digest(hash), case .unsigned(let height) = fields[1], height < 64 else {
                throw .period(.item)
            }
            self = .withheld(hash, height: Int(height))
        default: throw .period(.item)
        }
    }

    /// Deterministic CBOR.
    package var bytes: [UInt8] {
        switch self {
        case .header(let header): header.cbor.encode()
        case .record(let note): CBOR.text(String(decoding: note.bytes, as: UTF8.self)).encode()
        case .entry(let entry): CBOR.bytes(entry).encode()
        case .withheld(let hash, let height):
            CBOR.array([.bytes(hash.bytes), .unsigned(UInt64(height))]).encode()
        }
    }
}
