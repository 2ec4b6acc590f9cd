import CSQLite
import Ledger
import Statements
import Storage
import Testing

@Suite("When the disk fails") struct FaultTests {
    let folder: TestFolder

    init() throws {
        try #require(FaultyDisk.isInstalled)
        folder = try TestFolder()
    }

    private func fail(after remaining: Int, code: CInt = SQLITE_IOERR, lasting: Bool = false) {
        FaultyDisk.set(.init(remaining: remaining, code: code, isLasting: lasting), for: folder.database)
    }

    @Test(
        "each write and flush of a commit fails once: the whole transaction is there or nothing of it, and the heads say which"
    )
    func everyWrite() async throws {
        let database = try folder.create()
        var held = growth(.roofA, on: MerkleFrontier(), by: 500)
        try await database.commit([.grow(held), .setting("size", size(of: held.frontier))])
        var (failures, step) = (0, 0)
        while true {
            let next = growth(.roofA, on: held.frontier, by: 30)
            fail(after: step)
            let failuresBefore = FaultyDisk.failureCount(of: folder.database)
            do {
                try await database.commit([
                    .grow(next), .setting("size", size(of: next.frontier)),
                    .note(.roofA, .held, size(of: next.frontier)),
                ])
                if FaultyDisk.failureCount(of: folder.database) == failuresBefore { break }
                held = next  // a failure that SQLite itself made good, such as that of a checkpoint
            } catch {
                // Not a pattern of “catch”: the compiler 6.2.3 fails on it.
                guard case .commitUncertain(let path, .inputOutput) = error else { throw error }
                #expect(path == folder.database)
                let found = try #require(try await database.log(.roofA)).frontier
                #expect(found == held.frontier || found == next.frontier)
                if found == next.frontier { held = next }
                failures += 1
            }
            #expect(try await database.setting("size") == size(of: held.frontier))
            step += 1
        }
        #expect(failures >= 4, "a commit writes its pages one by one, and flushes them")
        FaultyDisk.set(nil, for: folder.database)
        #expect(try await database.integrityCheck() == [])
        await database.close()
        let reopened = try folder.open()
        #expect(try await reopened.integrityCheck() == [])
    }

    @Test("each write and flush of a letting go fails once: all that should go is gone, or nothing of it")
    func everyWriteOfLettingGo() async throws {
        let database = try folder.create()
        let grown = growth(.roofA, on: MerkleFrontier(), by: 30_000)
        try await database.commit([.grow(grown), try RetentionTests.record(.roofA, grown.frontier)])
        var (failures, step, first): (Int, Int, UInt64) = (0, 0, 0)
        while true {
            fail(after: step)
            let failuresBefore = FaultyDisk.failureCount(of: folder.database)
            do {
                try await database.letGo(of: .roofA, below: first + 256)
                if FaultyDisk.failureCount(of: folder.database) == failuresBefore { break }
                first += 256
            } catch {
                let found = try #require(try await database.log(.roofA)).firstIndex
                #expect(found == first || found == first + 256)
                first = found
                failures += 1
            }
            let rest = try await database.entries(of: .roofA, from: max(first, 1), countLimit: 1, byteLimit: 1)
            #expect(rest == [grown.entries[Int(max(first, 1))]])
            step += 1
        }
        #expect(failures >= 4, "it writes its pages one by one, and flushes them")
        FaultyDisk.set(nil, for: folder.database)
        #expect(try await database.integrityCheck() == [])
        await database.close()
        #expect(try await folder.open().integrityCheck() == [])
    }

    @Test("a transaction larger than the page cache fails while it is being written, and is gone whole")
    func largeTransaction() async throws {
        let database = try folder.create()
        try await database.commit([.setting("a", [1])])
        for remaining in [0, 1, 40, 200] {
            fail(after: remaining)
            let big = growth(.roofA, on: MerkleFrontier(), by: 9000)
            let error = await #expect(throws: StorageError.self) {
                try await database.commit([.setting("a", [2]), .grow(big)])
            }
            guard case .inputOutput = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(try await database.logs().isEmpty)
            #expect(try await database.setting("a") == [1])
        }
        FaultyDisk.set(nil, for: folder.database)
        try await database.commit([.grow(growth(.roofA, on: MerkleFrontier(), by: 9000))])
        #expect(try await database.integrityCheck() == [])
    }

    @Test(
        "a commit whose flush fails may be there: nothing is said until the disk takes data again, then the heads tell")
    func failedFlush() async throws {
        let database = try folder.create()
        let held = growth(.roofA, on: MerkleFrontier(), by: 10)
        try await database.commit([.grow(held)])
        let next = growth(.roofA, on: held.frontier, by: 1)
        FaultyDisk.set(.init(remaining: 0, isLasting: true, isOfFlushesOnly: true), for: folder.database)
        let first = await #expect(throws: StorageError.self) { try await database.commit([.grow(next)]) }
        guard case .commitUncertain(_, .inputOutput) = first else {
            Issue.record("\(String(describing: first))")
            return
        }
        for _ in 0..<2 {
            await #expect(throws: StorageError.self) { try await database.log(.roofA) }
            await #expect(throws: StorageError.self) { try await database.commit([.grow(next)]) }
        }
        FaultyDisk.set(nil, for: folder.database)
        #expect(try await database.log(.roofA)?.frontier == next.frontier)
        let last = growth(.roofA, on: next.frontier, by: 300)
        try await database.commit([.grow(last)])
        #expect(try await database.log(.roofA)?.frontier == last.frontier)
        #expect(try await database.integrityCheck() == [])
    }

    @Test("a disk that takes nothing any more, and later does: the commit that failed is gone")
    func failedWrite() async throws {
        let database = try folder.create()
        let held = growth(.roofA, on: MerkleFrontier(), by: 10)
        try await database.commit([.grow(held)])
        let next = growth(.roofA, on: held.frontier, by: 1)
        fail(after: 0, lasting: true)
        let first = await #expect(throws: StorageError.self) { try await database.commit([.grow(next)]) }
        guard case .commitUncertain(_, .inputOutput) = first else {
            Issue.record("\(String(describing: first))")
            return
        }
        FaultyDisk.set(nil, for: folder.database)
        #expect(try await database.log(.roofA)?.frontier == held.frontier)
        try await database.commit([.grow(next)])
        #expect(try await database.log(.roofA)?.frontier == next.frontier)
    }

    @Test("a full disk is named as such, reading goes on, and so does writing once there is room")
    func full() async throws {
        let database = try folder.create()
        let held = growth(.roofA, on: MerkleFrontier(), by: 10)
        try await database.commit([.grow(held)])
        fail(after: 0, code: SQLITE_FULL, lasting: true)
        let next = growth(.roofA, on: held.frontier, by: 1)
        for _ in 0..<3 {
            let error = await #expect(
                throws: StorageError.commitUncertain(
                    path: folder.database, cause: .full(path: folder.database))
            ) { try await database.commit([.grow(next)]) }
            #expect(error?.description.contains("is full") == true)
            #expect(try await database.log(.roofA)?.frontier == held.frontier)
        }
        FaultyDisk.set(nil, for: folder.database)
        try await database.commit([.grow(next)])
        #expect(try await database.log(.roofA)?.frontier == next.frontier)
    }

    private func size(of frontier: MerkleFrontier) -> [UInt8] {
        [UInt8(frontier.size >> 8), UInt8(frontier.size & 0xff)]
    }
}
