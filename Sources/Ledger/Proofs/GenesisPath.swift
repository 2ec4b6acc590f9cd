package import Statements

/// Entry 0 of a log with its path to a checkpoint, which a ``LogProof`` of another entry carries as `extra`: from it follows the
/// key that signed the entry. As CBOR, `[entry: bstr, path: [* bstr .size 32]]`.
package struct GenesisPath: Hashable, Sendable {
    /// No longer bytes are read: the longest entry, the longest path and their heads.
    package static let sizeLimit = Entry.sizeLimit + LogProof.hashLimit * 34 + 16

    /// Entry 0 as it was logged.
    package let entry: [UInt8]
    /// Its inclusion proof in the checkpoint of the proof around it, the lowest hash first.
    package let hashes: [Digest]

    package init(entry: [UInt8], hashes: [Digest]) {
        self.entry = entry
        self.hashes = hashes
    }

    /// Reads what ``bytes`` gives.
    package init(parsing bytes: [UInt8]) throws(LedgerError) {
        let limits = CBORLimits(size: Self.sizeLimit, items: LogProof.hashLimit + 3)
        guard let fields = (try? CBOR.decode(bytes, limits: limits))?.array, fields.count == 2,
            let entry = fields[0].bytes, let hashes = fields[1].hashes
        else { throw .proof(.genesisPath) }
        self.init(entry: entry, hashes: hashes)
    }

    /// Deterministic CBOR.
    package var bytes: [UInt8] { CBOR.array([.bytes(entry), .hashes(hashes)]).encode() }
}
