import Ledger
import Statements
import Testing

/// Proofs that must not verify, each a valid one with one thing wrong.
@Suite("Refused proofs") struct ProofRefusalTests {
    private static let tree = SimulatedTree(leaves: (0..<21).map { [UInt8($0)] })
    private static let other = cryptography.sha256([0xFF])

    private func root(_ size: UInt64) async throws -> Digest {
        try await MerkleTree.root(size: size, Self.tree, cryptography)
    }

    private func isIncluded(
        _ proof: [Digest], index: UInt64, size: UInt64, root: Digest, leaf: Digest? = nil
    ) -> Bool {
        MerkleTree.verifyInclusion(
            leaf: leaf ?? cryptography.leafHash([UInt8(truncatingIfNeeded: index)]), index: index, size: size,
            proof: proof, root: root, cryptography)
    }

    @Test("inclusion", arguments: 0..<21 as Range<UInt64>) func inclusion(index: UInt64) async throws {
        let root = try await root(21)
        let proof = try await MerkleTree.inclusionProof(index: index, size: 21, Self.tree, cryptography)
        #expect(isIncluded(proof, index: index, size: 21, root: root))
        #expect(!isIncluded(proof + [Self.other], index: index, size: 21, root: root), "one hash too many")
        #expect(!isIncluded(proof.dropLast(), index: index, size: 21, root: root), "one hash too few")
        #expect(!isIncluded([], index: index, size: 21, root: root), "no hash")
        #expect(!isIncluded(proof, index: index, size: 21, root: Self.other), "another root")
        #expect(!isIncluded(proof, index: index, size: 21, root: root, leaf: Self.other), "another leaf")
        #expect(!isIncluded(proof, index: 21, size: 21, root: root), "an index behind the last")
        #expect(!isIncluded(proof, index: .max, size: 21, root: root), "the largest index")
        #expect(!isIncluded(proof, index: 0, size: 0, root: root), "a tree without leaves")
        for position in proof.indices {
            var altered = proof
            altered[position] = Self.other
            #expect(!isIncluded(altered, index: index, size: 21, root: root), "another hash at \(position)")
        }
        for wrong in 0..<21 as Range<UInt64> where wrong != index {
            let leaf = cryptography.leafHash([UInt8(index)])
            #expect(!isIncluded(proof, index: wrong, size: 21, root: root, leaf: leaf), "the leaf at index \(wrong)")
        }
    }

    @Test("more hashes than the tree is high") func tooLong() async throws {
        let root = try await root(1)
        let leaf = cryptography.leafHash([0])
        #expect(root == leaf && isIncluded([], index: 0, size: 1, root: root))
        #expect(!isIncluded([leaf], index: 0, size: 1, root: root), "a tree of one leaf, with a hash")
        let hashes = Array(repeating: leaf, count: 64)
        #expect(!isIncluded(hashes, index: 0, size: 21, root: root), "64 hashes")
        #expect(
            !isIncluded(hashes + hashes, index: .max - 1, size: .max, root: root), "128 hashes, in the largest tree")
    }

    @Test("consistency", arguments: 1..<21 as Range<UInt64>) func consistency(old: UInt64) async throws {
        let (oldRoot, newRoot) = (try await root(old), try await root(21))
        let proof = try await MerkleTree.consistencyProof(from: old, to: 21, Self.tree, cryptography)
        func verifies(_ old: UInt64, _ oldRoot: Digest, _ new: UInt64, _ newRoot: Digest, _ proof: [Digest]) -> Bool {
            MerkleTree.verifyConsistency(
                from: old, root: oldRoot, to: new, root: newRoot, proof: proof, cryptography)
        }
        #expect(verifies(old, oldRoot, 21, newRoot, proof))
        #expect(!verifies(old, Self.other, 21, newRoot, proof), "another old root")
        #expect(!verifies(old, oldRoot, 21, Self.other, proof), "another new root")
        #expect(!verifies(old, oldRoot, 21, newRoot, proof + [Self.other]), "one hash too many")
        #expect(!verifies(old, oldRoot, 21, newRoot, proof.dropLast()), "one hash too few")
        #expect(!verifies(21, newRoot, old, oldRoot, proof), "old and new exchanged")
        #expect(!verifies(old, oldRoot, old, newRoot, []), "one size, two roots")
        #expect(verifies(old, oldRoot, old, oldRoot, []), "the same tree twice")
        #expect(!verifies(old, oldRoot, old, oldRoot, [Self.other]), "the same tree twice, with a hash")
    }

    @Test("consistency with the empty tree") func emptyTree() async throws {
        let (empty, root) = (cryptography.emptyRoot, try await root(5))
        func verifies(_ oldRoot: Digest, _ new: UInt64, _ newRoot: Digest, _ proof: [Digest]) -> Bool {
            MerkleTree.verifyConsistency(from: 0, root: oldRoot, to: new, root: newRoot, proof: proof, cryptography)
        }
        #expect(verifies(empty, 5, root, []) && verifies(empty, 0, empty, []))
        #expect(!verifies(root, 5, root, []), "a root that the empty tree does not have")
        #expect(!verifies(empty, 5, root, [Self.other]), "a proof where none is needed")
        #expect(!verifies(empty, 0, root, []), "the empty tree with two roots")
    }

    @Test("ranges that are no subtrees") func noSubtree() async throws {
        let root = try await root(21)
        for range in [2..<5, 4..<4, 22..<22, 16..<22] as [Range<UInt64>] {
            #expect(
                !MerkleTree.verifySubtree(range, hash: root, size: 21, proof: [], root: root, cryptography), "\(range)")
        }
    }
}
