import Ledger
import Statements
import Testing

@Suite("Merkle tree") struct MerkleTreeTests {
    /// The eight leaves that RFC 6962's implementations share, and the heads of their trees.
    private static let classicLeaves: [[UInt8]] = [
        [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43], Array(0x50...0x57),
        Array(0x60...0x6F),
    ]

    private static let classicRoots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    @Test("heads of the classic trees, grown and read back", arguments: 0...8) func classicRoots(size: Int) async throws
    {
        let tree = SimulatedTree(leaves: Self.classicLeaves.prefix(size))
        let whole = SimulatedTree(leaves: Self.classicLeaves)
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        let expected = size == 0 ? empty : Self.classicRoots[size - 1]
        #expect(tree.frontier.root(cryptography).description == expected)
        #expect(try await MerkleTree.root(size: UInt64(size), whole.reader, cryptography).description == expected)
        #expect(try await MerkleFrontier(size: UInt64(size), whole.reader) == tree.frontier)
    }

    @Test("proofs of the classic tree") func classicProofs() async throws {
        let tree = SimulatedTree(leaves: Self.classicLeaves)
        let inclusion = try await MerkleTree.inclusionProof(index: 5, size: 8, tree.reader, cryptography)
        #expect(
            inclusion.map(\.description) == [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ])
        let consistency = try await MerkleTree.consistencyProof(from: 6, to: 8, tree.reader, cryptography)
        #expect(
            consistency.map(\.description) == [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ])
    }

    @Test("a proof asks the store once, for no more nodes than it needs") func oneCall() async throws {
        let tree = SimulatedTree(leaves: (0..<1000).map { Array("entry \($0)".utf8) })
        _ = try await MerkleTree.inclusionProof(index: 700, size: 999, tree.reader, cryptography)
        #expect(tree.callCount == 1)
    }

    @Test("a store that lacks hashes is an error, not a wrong proof") func missingHashes() async throws {
        let tree = SimulatedTree(leaves: [[1], [2], [3]])
        await #expect(throws: LedgerError.tree(.missingHashes(wanted: 9, found: 3))) {
            try await MerkleTree.root(size: 9, tree.reader, cryptography)
        }
        await #expect(throws: LedgerError.self) { try await MerkleFrontier(size: 7, tree.reader) }
    }

    @Test(
        "which ranges are subtrees",
        arguments: [
            (0, 1, true), (0, 7, true), (0, .max, true), (4, 8, true), (4, 7, true), (4, 5, true), (6, 8, true),
            (1 << 63, .max, true),
            (0, 0, true), (5, 5, true), (4, 9, false), (2, 5, false), (3, 5, false), (1, .max, false),
        ] as [(UInt64, UInt64, Bool)])
    func subtrees(start: UInt64, end: UInt64, expected: Bool) {
        #expect(MerkleTree.isSubtree(start..<end) == expected)
    }

    @Test("the nodes of the largest tree") func largestTree() {
        let nodes = MerkleTree.nodes(of: 0..<(.max))
        #expect(nodes.count == 64 && nodes.first == TreeNode(level: 63, index: 0))
        #expect(nodes.last == TreeNode(level: 0, index: .max - 1))
    }
}
