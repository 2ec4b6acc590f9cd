package import Statements

extension MerkleTree {
    /// Whether the proof shows the leaf at `index` in the tree of `size` leaves with this root.
    package static func verifyInclusion(
        leaf: Digest, index: UInt64, size: UInt64, proof: [Digest], root: Digest, _ cryptography: some Cryptography
    ) -> Bool {
        guard index < size else { return false }
        return verifySubtree(
            index..<index + 1, hash: leaf, size: size, proof: proof, root: root, cryptography)
    }

    /// Whether the proof shows the leaf at `index` in the subtree with this hash.
    package static func verifyInclusion(
        leaf: Digest, index: UInt64, subtree: Range<UInt64>, proof: [Digest], hash: Digest,
        _ cryptography: some Cryptography
    ) -> Bool {
        guard isSubtree(subtree), subtree.contains(index) else { return false }
        return verifyInclusion(
            leaf: leaf, index: index - subtree.lowerBound, size: subtree.upperBound - subtree.lowerBound,
            proof: proof, root: hash, cryptography)
    }

    /// Whether the proof shows the old tree to be the beginning of the new one. Every tree begins with the empty one.
    package static func verifyConsistency(
        from oldSize: UInt64, root oldRoot: Digest, to newSize: UInt64, root newRoot: Digest, proof: [Digest],
        _ cryptography: some Cryptography
    ) -> Bool {
        verifySubtree(0..<oldSize, hash: oldRoot, size: newSize, proof: proof, root: newRoot, cryptography)
    }

    /// The root of the tree of `size` leaves that an inclusion proof leads to from the leaf at `index`.
    /// - Returns: `nil` where the proof has not the length that index and size ask for.
    package static func root(
        leaf: Digest, index: UInt64, size: UInt64, proof: [Digest], _ cryptography: some Cryptography
    ) -> Digest? {
        guard index < size else { return nil }
        return climb(from: index..<index + 1, hash: leaf, size: size, proof: proof, cryptography)?.root
    }

    /// Whether the proof shows the subtree with this hash to belong to the tree of `size` leaves with this root.
    package static func verifySubtree(
        _ subtree: Range<UInt64>, hash: Digest, size: UInt64, proof: [Digest], root: Digest,
        _ cryptography: some Cryptography
    ) -> Bool {
        guard isSubtree(subtree), subtree.upperBound <= size else { return false }
        guard !subtree.isEmpty else {
            let empty = cryptography.emptyRoot
            return proof.isEmpty && hash == empty && (size > 0 || root == empty)
        }
        guard let found = climb(from: subtree, hash: hash, size: size, proof: proof, cryptography) else { return false }
        return found.subtree == hash && found.root == root
    }

    /// The hashes of a subtree and of the whole tree that a proof gives.
    ///
    /// One routine for all proofs: Merkle Tree Certificates draft, “Verifying Subtree Consistency Proofs”. It walks up from the
    /// subtree's last leaf; `subtreeHash` gathers what lies inside the subtree, `rootHash` all that lies below the tree's root.
    /// - Precondition: the subtree is one, has a leaf, and ends in the tree.
    /// - Returns: `nil` for a proof of another length than there are steps.
    private static func climb(
        from subtree: Range<UInt64>, hash: Digest, size: UInt64, proof: [Digest], _ cryptography: some Cryptography
    ) -> (subtree: Digest, root: Digest)? {
        var first = subtree.lowerBound
        var last = subtree.upperBound - 1
        var lastOfTree = size - 1
        func ascend(_ levels: Int) {
            first >>= UInt64(levels)
            last >>= UInt64(levels)
            lastOfTree >>= UInt64(levels)
        }
        // The largest node that ends where the subtree ends; it is the subtree itself if that is complete, or ends the tree.
        let height = 64 - (first ^ last).leadingZeroBitCount
        ascend(last == lastOfTree ? height : min(height, (~last).trailingZeroBitCount))
        var rest = proof[...]
        var subtreeHash = hash
        if first != last {
            guard let lowest = rest.popFirst() else { return nil }
            subtreeHash = lowest
        }
        var rootHash = subtreeHash
        for sibling in rest {
            guard lastOfTree > 0 else { return nil }
            if last & 1 == 1 || last == lastOfTree {
                if first < last { subtreeHash = cryptography.nodeHash(sibling, subtreeHash) }
                rootHash = cryptography.nodeHash(sibling, rootHash)
                ascend(last.trailingZeroBitCount)
            } else {
                rootHash = cryptography.nodeHash(rootHash, sibling)
            }
            ascend(1)
        }
        return lastOfTree == 0 ? (subtreeHash, rootHash) : nil
    }
}
