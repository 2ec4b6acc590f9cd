import Statements

/// What is known of a log's tree while entries are being taken in: the right edge before them, their leaves, and the hashes
/// that prove them to lead to a larger tree. Enough to prove any of the new leaves to be in that tree.
struct PartialTree {
    private let size: UInt64
    private let cryptography: any Cryptography
    private var known: [Range<UInt64>: Digest] = [:]

    /// - Parameters:
    ///   - frontier: the tree before the entries.
    ///   - size: how many leaves the larger tree has; at least all of the entries.
    ///   - proof: the consistency proof from the tree that ends with the entries to that of `size`.
    init(
        _ frontier: MerkleFrontier, adding entries: [[UInt8]], size: UInt64, proof: [Digest],
        _ cryptography: any Cryptography
    ) {
        self.size = size
        self.cryptography = cryptography
        for (node, hash) in zip(MerkleTree.nodes(of: 0..<frontier.size), frontier.hashes) { known[node.leaves] = hash }
        for (index, entry) in zip(frontier.size..., entries) { known[index..<index + 1] = cryptography.leafHash(entry) }
        let end = frontier.size + UInt64(entries.count)
        for (range, hash) in zip(MerkleTree.proof(of: 0..<end, within: 0..<size), proof) { known[range] = hash }
    }

    /// The inclusion proof of one of the entries.
    /// - Returns: `nil` where it needs a hash that is not known.
    func inclusionProof(of index: UInt64) -> [Digest]? {
        guard index < size else { return nil }
        var proof: [Digest] = []
        for range in MerkleTree.proof(of: index..<index + 1, within: 0..<size) {
            guard let hash = hash(of: range) else { return nil }
            proof.append(hash)
        }
        return proof
    }

    private func hash(of range: Range<UInt64>) -> Digest? {
        if let hash = known[range] { return hash }
        let length = range.upperBound - range.lowerBound
        guard length > 1 else { return nil }
        let middle = range.lowerBound + UInt64(1) << UInt64(63 - (length - 1).leadingZeroBitCount)
        guard let left = hash(of: range.lowerBound..<middle), let right = hash(of: middle..<range.upperBound) else {
            return nil
        }
        return cryptography.nodeHash(left, right)
    }
}

extension TreeNode {
    /// The indices of the leaves below it.
    fileprivate var leaves: Range<UInt64> {
        index << UInt64(level)..<(index + 1) << UInt64(level)
    }
}
