/// What a gateway answers to an ``Ask``. Nothing in it is believed before its proof or its signatures are checked.
package enum Answer: Hashable, Sendable {
    /// The newest note that is held, with all lines that are known; `nil`: nothing is held of that log. The log's own gateway
    /// is told as well what lies loose beyond it, if anything does.
    case head(note: [UInt8]?, loose: LooseEnds? = nil)
    /// Entries from `start` on as a tlog-tiles bundle, perhaps fewer than were asked for, and the RFC 9162 consistency
    /// proof from the tree that ends with them to the size that was asked about (empty where that is the same).
    case entries(start: UInt64, bundle: [UInt8], proof: [Digest])
    /// A consistency or an inclusion proof.
    case hashes([Digest])
    /// Why there is no answer, in words for a log file.
    case refused(reason: String)

    /// Longer messages are not read; bytes.
    package static let sizeLimit = 256 * 1024
    /// The bytes of entries, with their lengths, that one answer carries at most; who needs more asks again.
    package static let bundleLimit = 192 * 1024
    /// How many entries one answer carries at most.
    package static let entryCountLimit = 256
    /// The bytes of a note at most.
    package static let noteLimit = 64 * 1024
    /// The UTF-8 bytes of a reason at most.
    package static let reasonLimit = 256

    /// The body of the answer; the question it belongs to is in MQTT's correlation data.
    package func encode() -> [UInt8] {
        let elements: [CBOR] =
            switch self {
            case .head(let note, nil): [.text("head"), note.map(CBOR.bytes) ?? .null]
            case .head(let note, let loose?):
                [.text("head")] + [note, loose.note].map { $0.map(CBOR.bytes) ?? .null } + [.bytes(loose.bundle)]
            case .entries(let start, let bundle, let proof):
                [.text("entries"), .unsigned(start), .bytes(bundle), .hashes(proof)]
            case .hashes(let hashes): [.text("hashes"), .hashes(hashes)]
            case .refused(let reason): [.text("refused"), .text(reason)]
            }
        return CBOR.array(elements).encode()
    }

    /// - Throws: ``StatementError``: `tooLong`, `cbor`, or `content` for a kind or a field that FORMAT.md does not know.
    package init(decoding bytes: [UInt8]) throws(StatementError) {
        let value = try CBOR.decode(bytes, limits: CBORLimits(size: Self.sizeLimit, items: 80))
        guard let elements = value.array, let kind = elements.first?.text else {
            throw Self.malformed("the kind", "the first of an array's elements")
        }
        let fields = Array(elements.dropFirst())
        switch (kind, fields.count) {
        case ("head", 1): self = .head(note: try Self.note(fields[0]))
        case ("head", 3):
            guard let bundle = fields[2].bytes, bundle.count <= LooseEnds.bundleLimit else {
                throw Self.malformed("the loose entries", "at most \(LooseEnds.bundleLimit) bytes")
            }
            self = .head(
                note: try Self.note(fields[0]), loose: LooseEnds(note: try Self.note(fields[1]), bundle: bundle))
        case ("entries", 3): self = try Self.entries(fields)
        case ("hashes", 1):
            guard let hashes = fields[0].hashes else { throw Self.malformed("the hashes", CBOR.hashesExpectation) }
            self = .hashes(hashes)
        case ("refused", 1):
            guard let reason = fields[0].text, reason.utf8.count <= Self.reasonLimit else {
                throw Self.malformed("the reason", "a text of at most \(Self.reasonLimit) bytes")
            }
            self = .refused(reason: reason)
        default: throw Self.malformed("the kind", "one of FORMAT.md's with its fields")
        }
    }

    private static func note(_ field: CBOR) throws(StatementError) -> [UInt8]? {
        guard field != .null else { return nil }
        guard let note = field.bytes, note.count <= noteLimit else {
            throw malformed("the note", "null or at most \(noteLimit) bytes")
        }
        return note
    }

    private static func entries(_ fields: [CBOR]) throws(StatementError) -> Answer {
        guard case .unsigned(let start) = fields[0] else { throw malformed("the start", "0 or more") }
        guard let bundle = fields[1].bytes, bundle.count <= bundleLimit else {
            throw malformed("the bundle", "at most \(bundleLimit) bytes")
        }
        guard let proof = fields[2].hashes else { throw malformed("the proof", CBOR.hashesExpectation) }
        return .entries(start: start, bundle: bundle, proof: proof)
    }

    private static func malformed(_ field: String, _ expected: String) -> StatementError {
        .content(of: "an answer", field: field, expected: expected)
    }
}
