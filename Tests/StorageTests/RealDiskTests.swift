import FoundationEssentials
import Glibc
import Ledger
import Statements
import Storage
import Testing

/// A small file system in memory, for what only a real one does. It takes root.
private final class SmallDisk {
    let folder: TestFolder

    init(kilobytes: Int) throws {
        folder = try TestFolder()
        let status = unsafe mount("tmpfs", folder.path, "tmpfs", 0, "size=\(kilobytes)k")
        try #require(status == 0, "mount: errno \(errno)")
    }

    func makeReadOnly() throws {
        let status = unsafe mount("tmpfs", folder.path, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil)
        try #require(status == 0, "remount: errno \(errno)")
    }

    deinit { unsafe umount2(folder.path, CInt(MNT_DETACH)) }

    /// Whether this process may mount at all; a container's root often may not.
    static let isPossible: Bool = {
        guard geteuid() == 0, let disk = try? SmallDisk(kilobytes: 64) else { return false }
        return FileManager.default.fileExists(atPath: disk.folder.path)
    }()
}

@Suite("On a real disk") struct RealDiskTests {
    @Test("one that fills up: what fitted stays, and freeing space lets it go on", .enabled(if: SmallDisk.isPossible))
    func fillsUp() async throws {
        let disk = try SmallDisk(kilobytes: 600)
        let ballast = disk.folder.path + "/ballast"
        try Data(count: 150_000).write(to: URL(filePath: ballast))
        let database = try disk.folder.create()
        var held = MerkleFrontier()
        var failure: StorageError?
        while failure == nil {
            let next = growth(.roofA, on: held, by: 50)
            do {
                try await database.commit([.grow(next)])
                held = next.frontier
            } catch {
                failure = error
            }
        }
        let full = StorageError.full(path: disk.folder.database)
        #expect(failure == full || failure == .commitUncertain(path: disk.folder.database, cause: full))
        #expect(held.size > 100)
        #expect(try await database.log(.roofA)?.frontier == held)
        try FileManager.default.removeItem(atPath: ballast)
        let next = growth(.roofA, on: held, by: 50)
        try await database.commit([.grow(next)])
        await database.close()
        let reopened = try disk.folder.open()
        #expect(try await reopened.log(.roofA)?.frontier == next.frontier)
        #expect(try await reopened.integrityCheck() == [])
    }

    @Test("one without room for a new database: nothing is left of it", .enabled(if: SmallDisk.isPossible))
    func noRoomAtAll() throws {
        let disk = try SmallDisk(kilobytes: 16)
        #expect(throws: StorageError.self) { try disk.folder.create() }
        let left = try FileManager.default.contentsOfDirectory(atPath: disk.folder.path)
        #expect(left.allSatisfy { $0.hasSuffix("-lock") }, "\(left)")
    }

    @Test(
        "one that was mounted read-only: writing is refused with the remedy, reading works",
        .enabled(if: SmallDisk.isPossible))
    func readOnly() async throws {
        let disk = try SmallDisk(kilobytes: 4096)
        let database = try disk.folder.create()
        let grown = growth(.roofA, on: MerkleFrontier(), by: 300)
        try await database.commit([.grow(grown)])
        await database.close()
        try disk.makeReadOnly()
        let error = #expect(throws: StorageError.readOnly(path: disk.folder.database)) { try disk.folder.open() }
        #expect(error?.description.contains("mounted read-only") == true)
        let reader = try disk.folder.open(.readOnly)
        #expect(try await reader.log(.roofA)?.frontier == grown.frontier)
        #expect(try await reader.integrityCheck() == [])
    }

    @Test("files that this user may not write, or not even read", .enabled(if: geteuid() != 0, "root may do anything"))
    func permissions() async throws {
        let folder = try TestFolder()
        await (try folder.create()).close()
        unsafe chmod(folder.database, 0o400)
        #expect(throws: StorageError.readOnly(path: folder.database)) { try folder.open() }
        unsafe chmod(folder.database, 0)
        for access in [Database.Access.readWrite, .readOnly] {
            #expect(throws: StorageError.notOpened(path: folder.database, errno: EACCES)) { try folder.open(access) }
        }
    }

    @Test("pages overwritten with noise are found, never believed", arguments: [4096 * 9, 4096 * 30, 4096 * 60])
    func overwritten(offset: Int) async throws {
        let folder = try TestFolder()
        let database = try folder.create()
        let grown = growth(.roofA, on: MerkleFrontier(), by: 2000)
        try await database.commit([.grow(grown)])
        await database.close()
        try overwrite(folder.database, at: offset, count: 4096)
        do throws(StorageError) {
            let damaged = try folder.open()
            #expect(try await damaged.integrityCheck().isEmpty == false)
        } catch {
            switch error {
            case .corrupt, .damaged: break
            default: Issue.record("\(error)")
            }
        }
    }

    @Test("an entry or a hash that somebody changed with a tool is found, and named")
    func tampered() async throws {
        let statements = [
            "UPDATE entry SET bytes = x'00' WHERE idx = 700": "the tile with subtree 700 of level 0",
            "UPDATE tile SET hashes = zeroblob(8192) WHERE level = 0 AND idx = 1": "level 0",
            "UPDATE tile SET hashes = zeroblob(length(hashes)) WHERE level = 1": "level 8",
        ]
        for (sql, words) in statements {
            let folder = try TestFolder()
            let database = try folder.create()
            try await database.commit([.grow(growth(.roofA, on: MerkleFrontier(), by: 1000))])
            await database.close()
            try runSQL(sql, on: folder.database)
            let reopened = try folder.open()
            let problems = try await reopened.integrityCheck()
            #expect(problems.count == 1 && problems[0].contains(words), "\(sql): \(problems)")
        }
    }

    @Test(
        "a log with a missing entry or tile is not opened",
        arguments: [
            "DELETE FROM entry WHERE idx = 998", "DELETE FROM tile WHERE level = 1",
            "UPDATE log SET published_end = 1001",
        ])
    func missing(sql: String) async throws {
        let folder = try TestFolder()
        let database = try folder.create()
        try await database.commit([.grow(growth(.roofA, on: MerkleFrontier(), by: 1000))])
        await database.close()
        try runSQL(sql, on: folder.database)
        for access in [Database.Access.readWrite, .readOnly] {
            let error = #expect(throws: StorageError.self) { try folder.open(access) }
            guard case .damaged(.roofA, _) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }
}
