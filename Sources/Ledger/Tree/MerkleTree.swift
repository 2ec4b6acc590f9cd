package import Statements

/// The Merkle tree of RFC 6962 §2.1, and its subtrees as in the Merkle Tree Certificates draft (“Subtrees”).
///
/// Inclusion and consistency are two cases of one thing: that a subtree belongs to a tree. `[index, index+1)` is a leaf, and
/// `[0, size)` the whole tree at an earlier size. Proofs are lists of hashes, the lowest first, as RFC 9162 §2.1 orders them.
package enum MerkleTree {
    /// Whether `[start, end)` is a subtree: `start` a multiple of the least power of two not below its length. Empty ones are.
    package static func isSubtree(_ range: Range<UInt64>) -> Bool {
        guard !range.isEmpty else { return true }
        let height = 64 - (range.upperBound - range.lowerBound - 1).leadingZeroBitCount
        return range.lowerBound.trailingZeroBitCount >= height
    }

    /// The complete subtrees that make up a subtree, left to right.
    package static func nodes(of subtree: Range<UInt64>) -> [TreeNode] {
        var nodes: [TreeNode] = []
        var start = subtree.lowerBound
        while start < subtree.upperBound {
            let longest = 63 - (subtree.upperBound - start).leadingZeroBitCount
            let level = min(longest, start.trailingZeroBitCount)
            nodes.append(TreeNode(level: level, index: start >> UInt64(level)))
            start += 1 << UInt64(level)
        }
        return nodes
    }

    /// The subtrees whose hashes prove that `inner` belongs to `outer`, the lowest first. Both are subtrees, one inside the other.
    static func proof(of inner: Range<UInt64>, within outer: Range<UInt64>) -> [Range<UInt64>] {
        guard !inner.isEmpty else { return [] }
        var proof: [Range<UInt64>] = []
        var rest = outer
        var wanted = inner
        while wanted != rest {
            let half = UInt64(1) << UInt64(63 - (rest.upperBound - rest.lowerBound - 1).leadingZeroBitCount)
            let middle = rest.lowerBound + half
            if wanted.upperBound <= middle {
                proof.append(middle..<rest.upperBound)
                rest = rest.lowerBound..<middle
                continue
            }
            proof.append(rest.lowerBound..<middle)
            rest = middle..<rest.upperBound
            if wanted.lowerBound < middle { wanted = middle..<wanted.upperBound }
        }
        if wanted != inner { proof.append(wanted) }
        return proof.reversed()
    }
}

// MARK: - What a tree at rest can tell

extension MerkleTree {
    /// The tree head at any size that the log has had.
    package static func root(
        size: UInt64, _ reader: some TreeReader, _ cryptography: some Cryptography
    ) async throws -> Digest {
        try await hash(of: 0..<size, reader, cryptography)
    }

    /// The hash of a subtree.
    /// - Precondition: ``isSubtree(_:)``.
    package static func hash(
        of subtree: Range<UInt64>, _ reader: some TreeReader, _ cryptography: some Cryptography
    ) async throws -> Digest {
        precondition(isSubtree(subtree))
        return try await hashes(of: [subtree], reader, cryptography)[0]
    }

    /// A proof that the leaf at `index` is in the tree of `size` leaves.
    /// - Precondition: `index < size`.
    package static func inclusionProof(
        index: UInt64, size: UInt64, _ reader: some TreeReader, _ cryptography: some Cryptography
    ) async throws -> [Digest] {
        try await inclusionProof(index: index, in: 0..<size, reader, cryptography)
    }

    /// A proof that the leaf at `index` is in the subtree.
    /// - Precondition: it is, and ``isSubtree(_:)``.
    package static func inclusionProof(
        index: UInt64, in subtree: Range<UInt64>, _ reader: some TreeReader, _ cryptography: some Cryptography
    ) async throws -> [Digest] {
        precondition(subtree.contains(index) && isSubtree(subtree))
        return try await hashes(of: proof(of: index..<index + 1, within: subtree), reader, cryptography)
    }

    /// A proof that the tree of `old` leaves is the beginning of the tree of `new` leaves.
    /// - Precondition: `old <= new`.
    package static func consistencyProof(
        from old: UInt64, to new: UInt64, _ reader: some TreeReader, _ cryptography: some Cryptography
    ) async throws -> [Digest] {
        precondition(old <= new)
        return try await subtreeProof(0..<old, size: new, reader, cryptography)
    }

    /// A proof that the subtree belongs to the tree of `size` leaves.
    /// - Precondition: ``isSubtree(_:)``, and it ends within `size`.
    package static func subtreeProof(
        _ subtree: Range<UInt64>, size: UInt64, _ reader: some TreeReader, _ cryptography: some Cryptography
    ) async throws -> [Digest] {
        precondition(isSubtree(subtree) && subtree.upperBound <= size)
        return try await hashes(of: proof(of: subtree, within: 0..<size), reader, cryptography)
    }

    /// The hashes of subtrees, all their nodes read at once.
    private static func hashes(
        of subtrees: [Range<UInt64>], _ reader: some TreeReader, _ cryptography: some Cryptography
    ) async throws -> [Digest] {
        let nodes = subtrees.map(nodes(of:))
        let wanted = nodes.flatMap(\.self)
        let found = wanted.isEmpty ? [] : try await reader.hashes(of: wanted)
        guard found.count == wanted.count else {
            throw LedgerError.tree(.missingHashes(wanted: wanted.count, found: found.count))
        }
        var rest = found[...]
        return nodes.map { nodes in
            let hashes = rest.prefix(nodes.count)
            rest = rest.dropFirst(nodes.count)
            return cryptography.treeHead(of: hashes)
        }
    }
}
