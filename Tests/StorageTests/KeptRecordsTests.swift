import Ledger
import Statements
import Testing

@testable import Storage

@Suite("Records that are kept for ever") struct KeptRecordsTests {
    private static func record(_ size: UInt64, _ word: String = "note") -> KeptRecord {
        let note = Array("\(word) of \(size)".utf8)
        return KeptRecord(size: size, time: size % 10_000 * 3600, digest: cryptography.sha256(note), note: note)
    }

    @Test("come back by size and by name, in their order, after closing and opening")
    func roundTrip() async throws {
        let folder = try TestFolder()
        var database = try folder.create()
        let sizes: [UInt64] = [700, 3, 90, UInt64(Int64.max)]
        try await database.commit(sizes.map { .keptRecord(.roofA, Self.record($0)) })
        try await database.commit([.keptRecord(.roofB, Self.record(5, "another"))])
        for _ in 0..<2 {
            let all = try await database.keptRecords(of: .roofA, from: 0, countLimit: 9)
            #expect(all == sizes.sorted().map { Self.record($0).note })
            #expect(try await database.log(.roofA)?.newestKept == Self.record(UInt64(Int64.max)))
            let cases: [(from: UInt64, limit: Int, sizes: [UInt64])] = [
                (3, 2, [3, 90]), (4, 1, [90]), (701, 9, [UInt64(Int64.max)]), (0, 0, []), (0, -1, []),
                (.max, 9, [UInt64(Int64.max)]),
            ]
            for (from, limit, expected) in cases {
                let found = try await database.keptRecords(of: .roofA, from: from, countLimit: limit)
                #expect(found == expected.map { Self.record($0).note }, "from \(from)")
            }
            #expect(try await database.keptRecord(of: .roofA, named: Self.record(90).digest) == Self.record(90).note)
            let other = Self.record(5, "another")
            #expect(try await database.keptRecord(of: .roofB, named: other.digest) == other.note)
            #expect(try await database.keptRecord(of: .roofA, named: other.digest) == nil, "another log's")
            #expect(try await database.keptRecords(of: .named("roof-z"), from: 0, countLimit: 9) == [])
            #expect(try await database.keptRecord(of: .named("roof-z"), named: other.digest) == nil)
            #expect(try await database.integrityCheck() == [])
            await database.close()
            database = try folder.open()
        }
    }

    @Test("stay as they were first, and are written with the rest of their transaction or not at all")
    func firstStays() async throws {
        let folder = try TestFolder()
        let database = try folder.create()
        let first = Self.record(9)
        try await database.commit([.keptRecord(.roofA, first)])
        let later = Self.record(9, "later")
        try await database.commit([.keptRecord(.roofA, later)])
        #expect(try await database.keptRecords(of: .roofA, from: 0, countLimit: 9) == [first.note])
        #expect(try await database.keptRecord(of: .roofA, named: later.digest) == nil)
        await #expect(throws: StorageError.self) {
            try await database.commit([
                .note(.roofA, .recorded, [1]), .keptRecord(.roofA, Self.record(10)), .published(.roofA, end: 99),
            ])
        }
        #expect(try await database.log(.roofA)?.newestKept == first)
        #expect(try await database.log(.roofA)?.notes == [:])
    }

    @Test("stay where the entries that they cover were let go") func letGo() async throws {
        let folder = try TestFolder()
        let database = try folder.create()
        let grown = growth(.roofA, on: MerkleFrontier(), by: 600)
        try await database.commit([
            .grow(grown), try RetentionTests.record(.roofA, grown.frontier), .keptRecord(.roofA, Self.record(100)),
            .keptRecord(.roofA, Self.record(600)),
        ])
        try await database.letGo(of: .roofA, below: 512)
        let kept = try await database.keptRecords(of: .roofA, from: 0, countLimit: 9)
        #expect(kept == [100, 600].map { Self.record($0).note })
    }

    @Test("are none in a database from before they were kept, until the next one comes") func migration() async throws {
        let folder = try TestFolder()
        let database = try folder.create()
        let grown = growth(.roofA, on: MerkleFrontier(), by: 3)
        try await database.commit([.grow(grown), .note(.roofA, .recorded, [7])])
        await database.close()
        let earlier = try Connection(path: folder.database, mode: .readWrite)
        try earlier.execute("DROP TABLE kept_record; DROP TABLE rule_change; PRAGMA user_version = 3")
        earlier.close()
        let reopened = try folder.open()
        #expect(
            try await reopened.log(.roofA)
                == LogState(origin: .roofA, frontier: grown.frontier, notes: [.recorded: [7]]))
        try await reopened.commit([.keptRecord(.roofA, Self.record(3))])
        #expect(try await reopened.keptRecords(of: .roofA, from: 3, countLimit: 1) == [Self.record(3).note])
        await reopened.close()
    }
}
