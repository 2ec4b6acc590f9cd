/// What shows that a log contradicted itself, as it is published and kept. Whether it does show that, the ledger checks:
/// notes keep all their lines, so that mirrors that cosigned both sides are convicted too.
package enum Evidence: Hashable, Sendable {
    /// Two notes of the same size with different roots.
    case fork(Origin, [UInt8], [UInt8])
    /// Two notes of different sizes, and hashes that lead from a tree of the smaller size to the larger note's root, but
    /// begin at `root`, which is not the smaller note's.
    case rewrite(Origin, older: [UInt8], newer: [UInt8], root: Digest, proof: [Digest])
    /// An entry that the log's own note covers, proven by `proof`, and that fails the mirror's list.
    case entry(Origin, index: UInt64, entry: [UInt8], note: [UInt8], proof: [Digest])

    /// Longer messages are not read; bytes.
    package static let sizeLimit = 256 * 1024

    /// The log that is accused.
    package var origin: Origin {
        switch self {
        case .fork(let origin, _, _), .rewrite(let origin, _, _, _, _), .entry(let origin, _, _, _, _): origin
        }
    }

    /// The bytes that are published and kept.
    package func encode() -> [UInt8] {
        let elements: [CBOR] =
            switch self {
            case .fork(let origin, let one, let other):
                [.text("fork"), .text(origin.description), .bytes(one), .bytes(other)]
            case .rewrite(let origin, let older, let newer, let root, let proof):
                [
                    .text("rewrite"), .text(origin.description), .bytes(older), .bytes(newer), .bytes(root.bytes),
                    .hashes(proof),
                ]
            case .entry(let origin, let index, let entry, let note, let proof):
                [
                    .text("entry"), .text(origin.description), .unsigned(index), .bytes(entry), .bytes(note),
                    .hashes(proof),
                ]
            }
        return CBOR.array(elements).encode()
    }

    /// - Throws: ``StatementError``: `tooLong`, `cbor`, or `content` for a kind or a field that FORMAT.md does not know.
    package init(decoding bytes: [UInt8]) throws(StatementError) {
        let value = try CBOR.decode(bytes, limits: CBORLimits(size: Self.sizeLimit, items: 80))
        guard let elements = value.array, elements.count >= 2, let kind = elements[0].text,
            let origin = elements[1].text.flatMap({ try? Origin($0) })
        else { throw Self.fault("the beginning", "a kind and an origin") }
        let fields = Array(elements.dropFirst(2))
        switch (kind, fields.count) {
        case ("fork", 2): self = .fork(origin, try Self.note(fields[0]), try Self.note(fields[1]))
        case ("rewrite", 4):
            guard let root = fields[2].bytes.flatMap({ Digest($0) }) else { throw Self.fault("the root", "32 bytes") }
            self = .rewrite(
                origin, older: try Self.note(fields[0]), newer: try Self.note(fields[1]), root: root,
                proof: try Self.proof(fields[3]))
        case ("entry", 4):
            guard case .unsigned(let index) = fields[0] else { throw Self.fault("the index", "0 or more") }
            guard let entry = fields[1].bytes, entry.count <= Entry.sizeLimit else {
                throw Self.fault("the entry", "at most \(Entry.sizeLimit) bytes")
            }
            self = .entry(
                origin, index: index, entry: entry, note: try Self.note(fields[2]), proof: try Self.proof(fields[3]))
        default: throw Self.fault("the kind", "one of FORMAT.md's with its fields")
        }
    }

    private static func note(_ field: CBOR) throws(StatementError) -> [UInt8] {
        guard let note = field.bytes, note.count <= Answer.noteLimit else {
            throw fault("a note", "at most \(Answer.noteLimit) bytes")
        }
        return note
    }

    private static func proof(_ field: CBOR) throws(StatementError) -> [Digest] {
        guard let hashes = field.hashes else { throw fault("the proof", CBOR.hashesExpectation) }
        return hashes
    }

    private static func fault(_ field: String, _ expected: String) -> StatementError {
        .content(of: "evidence", field: field, expected: expected)
    }
}
