/// Evidence as it is handed on to somebody who has the policy and nothing else.
///
/// An entry is judged by the key that its log's genesis names, so evidence about an entry takes the genesis along.
package struct EvidenceFile: Hashable, Sendable {
    /// Longer files are not read; bytes.
    package static let sizeLimit = Evidence.sizeLimit + GenesisAnnouncement.sizeLimit + 16

    /// What shows that the log contradicted itself.
    package var evidence: Evidence
    /// Entry 0 of the log with its place in a head that the log signed; `nil` where the evidence speaks for itself.
    package var genesis: GenesisAnnouncement?

    package init(_ evidence: Evidence, genesis: GenesisAnnouncement? = nil) {
        self.evidence = evidence
        self.genesis = genesis
    }

    /// The evidence as it is published; with a genesis, a CBOR array of the two.
    package func encode() -> [UInt8] {
        guard let genesis else { return evidence.encode() }
        return CBOR.array([.bytes(evidence.encode()), .bytes(genesis.encode())]).encode()
    }

    /// - Throws: ``StatementError``: `tooLong`, `cbor`, or `content`.
    package init(decoding bytes: [UInt8]) throws(StatementError) {
        let elements = try CBOR.decode(bytes, limits: CBORLimits(size: Self.sizeLimit, items: 80)).array ?? []
        guard let inner = elements.first?.bytes else {
            self.init(try Evidence(decoding: bytes))
            return
        }
        guard elements.count == 2, let genesis = elements[1].bytes else {
            throw .content(of: "an evidence file", field: "the array", expected: "evidence and an announced genesis")
        }
        self.init(try Evidence(decoding: inner), genesis: try GenesisAnnouncement(decoding: genesis))
    }
}
