package import Statements

/// What a ``LogProof`` of an entry carries as `extra`: entry 0 of the log with its path to the same checkpoint, from which follows the
/// key that signed the entry; and the record that the entry names, which shows since when it can have existed.
package struct ProofExtra: Hashable, Sendable {
    /// No longer bytes are read: the longest entry, the longest path, the longest note and their heads.
    package static let sizeLimit = Entry.sizeLimit + LogProof.hashLimit * 34 + SignedNote.sizeLimit + 24

    /// Entry 0 as it was logged.
    package let genesis: [UInt8]
    /// Its inclusion proof in the checkpoint of the proof around it, the lowest hash first.
    package let path: [Digest]
    /// The note whose SHA-256 the entry's header has as `rec`; `nil` where it names none, or whoever made the proof has it not.
    package let record: [UInt8]?

    package init(genesis: [UInt8], path: [Digest], record: [UInt8]? = nil) {
        self.genesis = genesis
        self.path = path
        self.record = record
    }

    /// Reads what ``bytes`` gives.
    package init(parsing bytes: [UInt8]) throws(LedgerError) {
        let limits = CBORLimits(size: Self.sizeLimit, items: LogProof.hashLimit + 4)
        guard let fields = (try? CBOR.decode(bytes, limits: limits))?.array, (2...3).contains(fields.count),
            let genesis = fields[0].bytes, let path = fields[1].hashes
        else { throw .proof(.extraContent) }
        var record: [UInt8]?
        if fields.count == 3 {
            guard let note = fields[2].bytes else { throw .proof(.extraContent) }
            record = note
        }
        self.init(genesis: genesis, path: path, record: record)
    }

    /// Deterministic CBOR.
    package var bytes: [UInt8] {
        CBOR.array([.bytes(genesis), .hashes(path)] + (record.map { [.bytes($0)] } ?? [])).encode()
    }
}
