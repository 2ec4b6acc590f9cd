/// What the topic `genesis` holds: entry 0 of a log and, as the text of a `.tlog-proof`, where it stands in the log.
package struct GenesisAnnouncement: Hashable, Sendable {
    /// Longer messages are not read; bytes.
    package static let sizeLimit = 160 * 1024

    /// Entry 0.
    package var entry: [UInt8]
    /// A `.tlog-proof` of it; until a quorum first recorded the log, its note has the log's line alone.
    package var proof: [UInt8]

    package init(entry: [UInt8], proof: [UInt8]) {
        self.entry = entry
        self.proof = proof
    }

    /// A CBOR array of the two.
    package func encode() -> [UInt8] { CBOR.array([.bytes(entry), .bytes(proof)]).encode() }

    /// - Throws: ``StatementError``: `tooLong`, `cbor`, or `content`.
    package init(decoding bytes: [UInt8]) throws(StatementError) {
        let elements = try CBOR.decode(bytes, limits: CBORLimits(size: Self.sizeLimit, items: 3)).array ?? []
        guard elements.count == 2, let entry = elements[0].bytes, entry.count <= Entry.sizeLimit,
            let proof = elements[1].bytes
        else { throw .content(of: "a genesis announcement", field: "the array", expected: "an entry and a proof") }
        self.init(entry: entry, proof: proof)
    }
}
