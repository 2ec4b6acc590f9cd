import Ledger
import Statements
import Testing

/// “Subtree Test Vectors” of the Merkle Tree Certificates draft (ietf-plants-wg/merkle-tree-certs, d7362d6): SHA-256 over a line
/// for every subtree, empty ones included, of every tree of up to 130 leaves, leaf i being the byte i.
@Suite("Accumulated Merkle vectors") struct AccumulatedVectorTests {
    private let sizes: ClosedRange<UInt64> = 0...130
    private let tree = SimulatedTree(leaves: (0..<130).map { [UInt8($0)] })

    private func subtrees(to end: UInt64) -> [Range<UInt64>] {
        (0...end).map { $0..<end }.filter(MerkleTree.isSubtree)
    }

    private func line(_ subtree: Range<UInt64>, before: String = "", after: String = "", _ proof: [Digest] = [])
        -> String
    {
        let hashes = proof.map { " \($0)" }.joined()
        return "\(before)[\(subtree.lowerBound), \(subtree.upperBound))\(after)\(hashes)\n"
    }

    private func expect(_ lines: [String], _ expected: String) {
        #expect(cryptography.sha256(Array(lines.joined().utf8)).description == expected)
    }

    @Test("hashes of all subtrees") func hashes() async throws {
        var lines: [String] = []
        for end in sizes {
            for subtree in subtrees(to: end) {
                lines.append(line(subtree, [try await MerkleTree.hash(of: subtree, tree, cryptography)]))
            }
        }
        expect(lines, "b82806ad4265bb151c1119c0f4db437bb4d1a1f887b3a7fba1cd4ebf552e3e81")
    }

    @Test("inclusion of every leaf in every subtree") func inclusion() async throws {
        var lines: [String] = []
        for end in sizes {
            for subtree in subtrees(to: end) {
                let hash = try await MerkleTree.hash(of: subtree, tree, cryptography)
                for index in subtree {
                    let proof = try await MerkleTree.inclusionProof(
                        index: index, in: subtree, tree, cryptography)
                    lines.append(line(subtree, before: "\(index) ", proof))
                    let leaf = cryptography.leafHash([UInt8(index)])
                    #expect(
                        MerkleTree.verifyInclusion(
                            leaf: leaf, index: index, subtree: subtree, proof: proof, hash: hash, cryptography))
                }
            }
        }
        expect(lines, "ac2a8f989e44d99e399db448050ff5f19757df53cfb716aa81015d3955d8163f")
    }

    @Test("consistency of every subtree with every tree") func consistency() async throws {
        var lines: [String] = []
        var hashes: [Range<UInt64>: Digest] = [:]
        for size in sizes {
            let root = try await MerkleTree.root(size: size, tree, cryptography)
            for end in 0...size {
                for subtree in subtrees(to: end) {
                    let proof = try await MerkleTree.subtreeProof(subtree, size: size, tree, cryptography)
                    lines.append(line(subtree, after: " \(size)", proof))
                    let known = hashes[subtree]
                    let hash =
                        if let known { known } else { try await MerkleTree.hash(of: subtree, tree, cryptography) }
                    hashes[subtree] = hash
                    let isValid = MerkleTree.verifySubtree(
                        subtree, hash: hash, size: size, proof: proof, root: root, cryptography)
                    if !isValid { Issue.record("\(subtree) of \(size)") }
                }
            }
        }
        expect(lines, "10fa99b37bf9bf9ffa26b412fbd98bd75363256d0b75d61bc4538b9c9c5a0a74")
    }
}
