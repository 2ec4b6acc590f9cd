extension CBOR {
    /// An array of SHA-256 values, as proofs are.
    package static func hashes(_ hashes: [Digest]) -> CBOR { .array(hashes.map { .bytes($0.bytes) }) }

    /// The SHA-256 values of an array of at most 64; `nil` for everything else. No proof in a tree of 2^64 leaves is longer.
    package var hashes: [Digest]? {
        guard let elements = array, elements.count <= 64 else { return nil }
        let hashes = elements.compactMap { $0.bytes.flatMap { Digest($0) } }
        return hashes.count == elements.count ? hashes : nil
    }

    static let hashesExpectation = "an array of at most 64 SHA-256 values"
}
