import Ledger
import Statements
import Storage
import Testing

@Suite("Trees in the store") struct TreeTests {
    @Test("at every size from 0 to 1000, root and right edge are those of RFC 6962, also after opening again")
    func everySize() async throws {
        let folder = try TestFolder()
        var database = try folder.create()
        var leaves: [Digest] = []
        var frontier = MerkleFrontier()
        try await database.commit([.note(.roofA, .held, [])])
        for size in 0...1000 {
            if size % 37 == 0 || size % 256 < 2 {
                await database.close()
                database = try folder.open()
            }
            let stored = try #require(try await database.log(.roofA)).frontier
            #expect(stored.size == UInt64(size))
            #expect(stored.root(cryptography) == merkleTreeHash(leaves[...]))
            let grown = growth(.roofA, on: stored, by: 1)
            leaves.append(cryptography.leafHash(grown.entries[0]))
            frontier = grown.frontier
            try await database.commit([.grow(grown)])
        }
        #expect(try await database.log(.roofA)?.frontier == frontier)
        try await expectAllSubtrees(of: database, leaves: leaves)
        #expect(try await database.integrityCheck() == [])
    }

    @Test("beyond 65 536 entries a second level of tiles grows, in one transaction or in many")
    func large() async throws {
        let folder = try TestFolder()
        var database = try folder.create()
        var frontier = MerkleFrontier()
        var leaves: [Digest] = []
        for count in [1, 255, 65_000, 279, 1, 1, 700, 3000] {
            let grown = growth(.roofA, on: frontier, by: count)
            leaves += grown.entries.map { cryptography.leafHash($0) }
            frontier = grown.frontier
            try await database.commit([.grow(grown)])
            await database.close()
            database = try folder.open()
            #expect(try await database.log(.roofA)?.frontier == frontier)
            #expect(frontier.root(cryptography) == merkleTreeHash(leaves[...]))
        }
        let nodes = [
            TreeNode(level: 16, index: 0), TreeNode(level: 8, index: 255), TreeNode(level: 8, index: 256),
            TreeNode(level: 11, index: 32), TreeNode(level: 0, index: 69_236), TreeNode(level: 2, index: 17_308),
        ]
        let hashes = try await database.tree(of: .roofA).hashes(of: nodes)
        for (node, hash) in zip(nodes, hashes) { #expect(hash == subtree(node, of: leaves)) }
        #expect(try await database.integrityCheck() == [])
    }

    @Test("a subtree that is not complete, or far beyond, is refused")
    func beyond() async throws {
        let folder = try TestFolder()
        let database = try folder.create()
        try await database.commit([.grow(growth(.roofA, on: MerkleFrontier(), by: 300))])
        let wrong = [
            TreeNode(level: 0, index: 300), TreeNode(level: 2, index: 75), TreeNode(level: 8, index: 1),
            TreeNode(level: 9, index: 0), TreeNode(level: 62, index: 0), TreeNode(level: 0, index: .max),
            TreeNode(level: 63, index: 1),
        ]
        for node in wrong {
            await #expect(throws: StorageError.beyondEnd(.roofA, size: 300)) {
                try await database.hashes(of: .roofA, nodes: [node])
            }
        }
        await #expect(throws: StorageError.unknownLog(.roofB)) { try await database.hashes(of: .roofB, nodes: []) }
    }

    @Test("a cut log is the log that never grew, and grows again with other entries")
    func truncate() async throws {
        let folder = try TestFolder()
        let database = try folder.create()
        let cuts: [(from: Int, to: Int)] = [
            (1, 0), (10, 3), (256, 255), (256, 256), (257, 256), (300, 256), (511, 257), (700, 256), (700, 255),
            (768, 512), (1000, 1), (1025, 767), (600, 600), (65_537, 65_536), (65_800, 65_535), (66_000, 300),
        ]
        for (number, cut) in cuts.enumerated() {
            let origin = Origin.named("cut-\(number)")
            let whole = growth(origin, on: MerkleFrontier(), by: cut.from)
            let kept = growth(origin, on: MerkleFrontier(), by: cut.to)
            try await database.commit([.grow(whole)])
            try await database.commit([.truncate(origin, size: UInt64(cut.to))])
            #expect(try await database.log(origin)?.frontier == kept.frontier, "\(cut)")

            let other = growth(origin, on: kept.frontier, by: 520, generation: 1)
            try await database.commit([.grow(other)])
            #expect(try await database.log(origin)?.frontier == other.frontier, "\(cut)")
        }
        #expect(try await database.integrityCheck() == [])
        await database.close()
        let reopened = try folder.open()
        #expect(try await reopened.logs().allSatisfy { $0.frontier.size >= 520 })
        #expect(try await reopened.integrityCheck() == [])
    }

    @Test("cutting and growing in one transaction re-signs the unpublished tail")
    func replaceTail() async throws {
        let folder = try TestFolder()
        let database = try folder.create()
        let first = growth(.roofA, on: MerkleFrontier(), by: 254)
        let second = growth(.roofA, on: first.frontier, by: 5)
        let other = growth(.roofA, on: first.frontier, by: 9, generation: 1)
        try await database.commit([.grow(first), .grow(second), .published(.roofA, end: 254)])
        try await database.commit([.truncate(.roofA, size: 254), .grow(other)])
        #expect(try await database.log(.roofA)?.frontier == other.frontier)
        let tail = try await database.entries(of: .roofA, from: 253, countLimit: 99, byteLimit: .max)
        #expect(tail == [first.entries[253]] + other.entries)
        #expect(try await database.integrityCheck() == [])
    }

    private func expectAllSubtrees(of database: Database, leaves: [Digest]) async throws {
        for level in 0..<10 {
            let nodes = (0..<UInt64(leaves.count >> level)).map { TreeNode(level: level, index: $0) }
            let hashes = try await database.hashes(of: .roofA, nodes: nodes)
            #expect(hashes == nodes.map { subtree($0, of: leaves) })
        }
    }

    private func subtree(_ node: TreeNode, of leaves: [Digest]) -> Digest {
        let first = Int(node.index) << Int(node.level)
        return merkleTreeHash(leaves[first..<first + (1 << Int(node.level))])
    }
}
