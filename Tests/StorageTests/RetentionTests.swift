import Ledger
import Metering
import Signing
import Statements
import Storage
import Testing

/// Old entries that were let go, and what can be told of a log all the same.
@Suite("A log whose beginning was let go") struct RetentionTests {
    /// A record of a log's first `size` entries, as far as the store looks at it.
    static func record(_ origin: Origin, _ frontier: MerkleFrontier) throws -> LedgerChange {
        let signer = try PrivateKey(rawEd25519: seed)
        let head = Checkpoint(origin: origin, size: frontier.size, root: frontier.root(cryptography))
        let key = try NoteKey.log(of: origin, signer.publicKey, cryptography)
        return .note(origin, .recorded, try head.signed(by: key, with: signer).bytes)
    }

    /// A log of which everything is recorded.
    private static func log(_ count: Int, in database: Database) async throws -> LogGrowth {
        let grown = growth(.roofA, on: MerkleFrontier(), by: count)
        try await database.commit([.grow(grown), try record(.roofA, grown.frontier)])
        return grown
    }

    @Test(
        "has its genesis and its newest entries, at any size, also after opening again", arguments: [256, 512, 66_048])
    func entries(end: UInt64) async throws {
        let folder = try TestFolder()
        var database = try folder.create()
        let grown = try await Self.log(Int(end) + 300, in: database)
        let before = try #require(try await database.log(.roofA))
        try await database.letGo(of: .roofA, below: end)
        for _ in 0..<2 {
            var expected = before
            expected.firstIndex = end
            #expect(try await database.log(.roofA) == expected)
            let beginning = try await database.entries(of: .roofA, from: 0, countLimit: 9, byteLimit: .max)
            #expect(beginning == [grown.entries[0]])
            let rest = try await database.entries(of: .roofA, from: end, countLimit: 999, byteLimit: .max)
            #expect(rest == Array(grown.entries[Int(end)...]))
            for start in [1, 255, end - 1] {
                await #expect(throws: StorageError.letGo(.roofA, firstIndex: end)) {
                    try await database.entries(of: .roofA, from: start, countLimit: 1, byteLimit: .max)
                }
            }
            #expect(try await database.integrityCheck() == [])
            await database.close()
            database = try folder.open()
        }
        // It grows on as if nothing had happened.
        let more = growth(.roofA, on: grown.frontier, by: 700)
        try await database.commit([.grow(more)])
        #expect(try await database.log(.roofA)?.frontier == more.frontier)
        #expect(try await database.integrityCheck() == [])
    }

    @Test("keeps what changed its rules, for ever and once") func ruleChanges() async throws {
        let folder = try TestFolder()
        var database = try folder.create()
        var growth = LogGrowth(origin: .roofA, onTopOf: MerkleFrontier())
        for index in UInt64(0)..<600 {
            growth.append([5, 300, 590].contains(index) ? try Self.change(index) : entry(index), cryptography)
        }
        let changes = try [5, 300, 590].map { StoredRuleChange(index: $0, entry: try Self.change($0)) }
        try await database.commit([.grow(growth), try Self.record(.roofA, growth.frontier)])
        try await database.letGo(of: .roofA, below: 512)
        await database.close()
        database = try folder.open()
        #expect(try await database.log(.roofA)?.ruleChanges == changes)
        try await database.commit([.truncate(.roofA, size: 590)])
        #expect(try await database.log(.roofA)?.ruleChanges == Array(changes.prefix(2)))
        #expect(try await database.integrityCheck() == [])
    }

    /// An entry that adopts a version of the policy, as far as the store looks at it.
    private static func change(_ index: UInt64) throws -> [UInt8] {
        let signer = try PrivateKey(rawEd25519: seed)
        let header = StatementHeader(
            algorithm: .edDSA, contentType: .rule, keyIdentifier: COSEKey(signer.publicKey).keyIdentifier(cryptography),
            issuer: .roofA, subject: .gateway, issuedAt: UnixTime(seconds: 1_767_225_600), index: index, record: nil)
        let adoption = RuleChange.adoption(PolicyAdoption(number: index, digest: cryptography.emptyRoot))
        return try Entry.sign(header: header, payload: adoption.encode(), signer: signer, cryptography).bytes
    }

    @Test("proves every entry that is kept, the genesis, and that it goes on from every whole tile and later size")
    func proofs() async throws {
        let folder = try TestFolder()
        let database = try folder.create()
        let (end, size): (UInt64, UInt64) = (66_304, 66_500)
        let grown = try await Self.log(Int(size), in: database)
        let (tree, root) = (database.tree(of: .roofA), grown.frontier.root(cryptography))
        var roots: [UInt64: Digest] = [:]
        let old = stride(from: 256, to: size, by: 256).map { $0 } + [1, 7, 255] + Array(end..<size)
        for size in old { roots[size] = try await MerkleTree.root(size: size, tree, cryptography) }
        try await database.letGo(of: .roofA, below: end)

        for index in [0] + Array(end..<size) {
            let proof = try await MerkleTree.inclusionProof(index: index, size: size, tree, cryptography)
            let isProven = MerkleTree.verifyInclusion(
                leaf: cryptography.leafHash(grown.entries[Int(index)]), index: index, size: size, proof: proof,
                root: root, cryptography)
            #expect(isProven, "entry \(index)")
        }
        for smaller in old {
            #expect(try await MerkleTree.root(size: smaller, tree, cryptography) == roots[smaller])
            let proof = try await MerkleTree.consistencyProof(from: smaller, to: size, tree, cryptography)
            let isProven = MerkleTree.verifyConsistency(
                from: smaller, root: try #require(roots[smaller]), to: size, root: root, proof: proof, cryptography)
            #expect(isProven, "from size \(smaller)")
        }
        for smaller in [257, 1000, end - 1] as [UInt64] {
            await #expect(throws: StorageError.letGo(.roofA, firstIndex: end)) {
                try await MerkleTree.root(size: smaller, tree, cryptography)
            }
        }
        await #expect(throws: StorageError.letGo(.roofA, firstIndex: end)) {
            try await MerkleTree.inclusionProof(index: 300, size: size, tree, cryptography)
        }
    }

    @Test("nothing goes that is not recorded, and only whole tiles; what went stays gone")
    func refusals() async throws {
        let folder = try TestFolder()
        let database = try folder.create()
        let grown = growth(.roofA, on: MerkleFrontier(), by: 600)
        try await database.commit([.grow(grown)])
        await #expect(throws: StorageError.notToLetGo(.roofA, end: 256, recorded: 0)) {
            try await database.letGo(of: .roofA, below: 256)
        }
        let covered = growth(.roofA, on: MerkleFrontier(), by: 520).frontier
        try await database.commit([try Self.record(.roofA, covered)])
        for end in [100, 521, 768] as [UInt64] {
            await #expect(throws: StorageError.notToLetGo(.roofA, end: end, recorded: 520)) {
                try await database.letGo(of: .roofA, below: end)
            }
        }
        await #expect(throws: StorageError.unknownLog(.roofB)) { try await database.letGo(of: .roofB, below: 256) }
        #expect(try await database.log(.roofA)?.firstIndex == 0)
        try await database.letGo(of: .roofA, below: 512)
        try await database.letGo(of: .roofA, below: 256)
        #expect(try await database.log(.roofA)?.firstIndex == 512)
        await #expect(throws: StorageError.wrongCut(.roofA, size: 600, published: 0, cut: 300)) {
            try await database.commit([.truncate(.roofA, size: 300)])
        }
        let reader = try folder.open(.readOnly)
        await #expect(throws: StorageError.readOnly(path: folder.database)) {
            try await reader.letGo(of: .roofA, below: 256)
        }
    }

    @Test(
        "is found damaged where what is left of its beginning is",
        arguments: [
            "UPDATE tile SET hashes = zeroblob(length(hashes)) WHERE level = 1 AND idx = 0",
            "UPDATE tile SET hashes = zeroblob(length(hashes)) WHERE level = 0 AND idx = 0",
            "UPDATE tile SET hashes = zeroblob(length(hashes)) WHERE level = 2 AND idx = 0",
            "UPDATE entry SET bytes = x'00' WHERE idx = 0", "DELETE FROM entry WHERE idx = 66400",
        ])
    func damage(sql: String) async throws {
        let folder = try TestFolder()
        var database = try folder.create()
        _ = try await Self.log(66_500, in: database)
        try await database.letGo(of: .roofA, below: 66_304)
        #expect(try await database.integrityCheck() == [])
        await database.close()
        try runSQL(sql, on: folder.database)
        do throws(StorageError) {
            database = try folder.open()
            #expect(try await !database.integrityCheck().isEmpty)
        } catch {
            #expect("\(error)".contains("damaged"))
        }
    }

    @Test("a first index that no tile begins with is not opened", arguments: [100, 1024, -256])
    func wrongFirstIndex(index: Int) async throws {
        let folder = try TestFolder()
        let database = try folder.create()
        _ = try await Self.log(600, in: database)
        await database.close()
        try runSQL("UPDATE log SET first_index = \(index)", on: folder.database)
        #expect(throws: StorageError.self) { try folder.open() }
    }

    @Test("takes no more of the disk, however long it grows")
    func bounded() async throws {
        let folder = try TestFolder()
        let database = try folder.create()
        var frontier = MerkleFrontier()
        var sizes: [UInt64] = []
        for round in 0..<12 {
            let grown = growth(.roofA, on: frontier, by: 2048, generation: UInt8(round))
            frontier = grown.frontier
            try await database.commit([.grow(grown), try Self.record(.roofA, frontier)])
            if frontier.size > 4096 { try await database.letGo(of: .roofA, below: frontier.size - 4096) }
            sizes.append(try await database.diskUse().bytes)
        }
        // 6 144 entries at most; 66 KB of hashes above level 0 a million entries.
        #expect(sizes[11] <= sizes[3] + 16 * 4096, "\(sizes)")
        #expect(try await database.diskUse().freeBytes > 0)
        #expect(try await database.integrityCheck() == [])
    }
}
