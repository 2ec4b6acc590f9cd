package import Statements

/// The right edge of an RFC 6962 tree: the roots of its complete subtrees, largest first. Enough to append and to know the root.
package struct MerkleFrontier: Hashable, Sendable {
    /// How many leaves the tree has.
    package private(set) var size: UInt64 = 0
    /// One hash for each bit that is set in ``size``, the highest bit first.
    package private(set) var hashes: [Digest] = []

    package init() {}

    /// A frontier read back from a store.
    /// - Returns: `nil` unless there are as many hashes as `size` has bits set.
    package init?(size: UInt64, hashes: [Digest]) {
        guard hashes.count == size.nonzeroBitCount else { return nil }
        self.size = size
        self.hashes = hashes
    }

    /// The frontier at any size that the log has had, from its kept hashes.
    package init(size: UInt64, _ reader: some TreeReader) async throws {
        let nodes = MerkleTree.nodes(of: 0..<size)
        let hashes = nodes.isEmpty ? [] : try await reader.hashes(of: nodes)
        guard let frontier = Self(size: size, hashes: hashes) else {
            throw LedgerError.tree(.missingHashes(wanted: nodes.count, found: hashes.count))
        }
        self = frontier
    }

    /// Adds one leaf.
    /// - Parameter visit: called with each subtree that this leaf completes, the leaf itself first.
    package mutating func append(
        leaf: Digest, _ cryptography: some Cryptography, visit: (TreeNode, Digest) -> Void = { _, _ in }
    ) {
        append(subtree: leaf, height: 0, cryptography, visit: visit)
    }

    /// Adds a complete subtree of 2^height leaves, of which no more than its root need be known.
    /// - Parameter visit: called with each subtree that this one completes, itself first.
    /// - Precondition: ``size`` is a multiple of 2^height.
    package mutating func append(
        subtree root: Digest, height: Int, _ cryptography: some Cryptography,
        visit: (TreeNode, Digest) -> Void = { _, _ in }
    ) {
        precondition(size.trailingZeroBitCount >= height, "a complete subtree begins at a multiple of its length")
        var node = TreeNode(level: height, index: size >> UInt64(height))
        var hash = root
        visit(node, hash)
        while node.index & 1 == 1 {
            hash = cryptography.nodeHash(hashes.removeLast(), hash)
            node = TreeNode(level: node.level + 1, index: node.index >> 1)
            visit(node, hash)
        }
        hashes.append(hash)
        size += 1 << UInt64(height)
    }

    /// The RFC 6962 tree head; SHA-256 of nothing for the empty tree.
    package func root(_ cryptography: some Cryptography) -> Digest { cryptography.treeHead(of: hashes) }
}
