import FoundationEssentials
import Glibc
import Ledger
import Metering
import Statements
import Testing

@testable import Storage

@Suite("Opening a database") struct OpeningTests {
    @Test("making one where there is any file is refused, and the file stays")
    func exists() async throws {
        let folder = try TestFolder()
        try Data("mine".utf8).write(to: URL(filePath: folder.database))
        #expect(throws: StorageError.exists(path: folder.database)) { try folder.create() }
        #expect(try Data(contentsOf: URL(filePath: folder.database)) == Data("mine".utf8))
    }

    @Test("a new database has its settings from the first moment on")
    func settings() async throws {
        let folder = try TestFolder()
        let made = try Database(
            at: folder.database, .create(mirrorSeed: seed, settings: ["recovery": [1], "home": []]),
            cryptography: cryptography)
        #expect(try await made.setting("recovery") == [1])
        #expect(try await made.setting("home") == [])
        await made.close()
        let reader = try folder.open(.readOnly)
        #expect(try await reader.setting("recovery") == [1])
        #expect(try await reader.setting("other") == nil)
    }

    @Test("a draft that a power cut left behind is replaced, and no draft remains")
    func draft() async throws {
        let folder = try TestFolder()
        try Data("half".utf8).write(to: URL(filePath: folder.database + "-new"))
        let database = try folder.create()
        #expect(try await database.mirrorSeed() == seed)
        #expect(!FileManager.default.fileExists(atPath: folder.database + "-new"))
    }

    @Test("a new database is new, whatever write-ahead log one before it left; that is kept under another name")
    func leftWriteAheadLog() async throws {
        let folder = try TestFolder()
        let lost = try folder.create()
        try await lost.commit([.grow(growth(.roofA, on: MerkleFrontier(), by: 300)), .setting("s", [1])])
        // As a killed process leaves it: everything is in the write-ahead log.
        let copy = try folder.copy()
        try FileManager.default.removeItem(atPath: copy.database)
        let database = try copy.create()
        #expect(try await database.logs().isEmpty)
        #expect(try await database.setting("s") == nil)
        try await database.commit([.grow(growth(.roofB, on: MerkleFrontier(), by: 10))])
        #expect(try await database.integrityCheck() == [])
        await database.close()
        let reopened = try copy.open()
        #expect(try await reopened.logs().map(\.origin) == [.roofB])
        #expect(FileManager.default.fileExists(atPath: copy.database + "-wal-lost"))
    }

    @Test("a missing file is not made by opening it", arguments: [Database.Access.readWrite, .readOnly])
    func missing(access: Database.Access) throws {
        let folder = try TestFolder()
        #expect(throws: StorageError.missing(path: folder.database)) { try folder.open(access) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test(
        "text, and a database with a broken header, are not databases",
        arguments: [Database.Access.readWrite, .readOnly])
    func notADatabase(access: Database.Access) throws {
        let folder = try TestFolder()
        try Data(String(repeating: "not a database at all\n", count: 300).utf8).write(
            to: URL(filePath: folder.database))
        #expect(throws: StorageError.notADatabase(path: folder.database)) { try folder.open(access) }
    }

    @Test("an empty file, and a database of another program, are foreign and stay as they are")
    func foreign() async throws {
        let folder = try TestFolder()
        try Data().write(to: URL(filePath: folder.database))
        #expect(throws: StorageError.foreign(path: folder.database, applicationID: 0)) { try folder.open() }

        let other = try Connection(path: folder.database, mode: .readWrite)
        try other.execute("PRAGMA application_id = 252006674; CREATE TABLE t(x); INSERT INTO t VALUES(1)")
        other.close()
        let before = try Data(contentsOf: URL(filePath: folder.database))
        for access in [Database.Access.readWrite, .readOnly] {
            #expect(throws: StorageError.foreign(path: folder.database, applicationID: 252_006_674)) {
                try folder.open(access)
            }
        }
        #expect(try Data(contentsOf: URL(filePath: folder.database)) == before)
    }

    @Test("a database of a newer version is refused and stays as it is", arguments: [6, 99])
    func newer(version: Int) async throws {
        let folder = try TestFolder()
        await (try folder.create()).close()
        let later = try Connection(path: folder.database, mode: .readWrite)
        try later.execute("PRAGMA user_version = \(version)")
        later.close()
        let expected = StorageError.newerVersion(path: folder.database, found: Int64(version), known: 5)
        #expect(throws: expected) { try folder.open() }
        let error = #expect(throws: expected) { try folder.open(.readOnly) }
        #expect(error?.description.contains("newer Heliograph") == true)
    }

    @Test("a reader does not bring an older database up to date")
    func older() async throws {
        let folder = try TestFolder()
        await (try folder.create()).close()
        let earlier = try Connection(path: folder.database, mode: .readWrite)
        try earlier.execute("PRAGMA user_version = 1")
        earlier.close()
        #expect(throws: StorageError.olderVersion(path: folder.database, found: 1, known: 5)) {
            try folder.open(.readOnly)
        }
    }

    @Test("a database from before plates were kept is brought up to date, with its registers")
    func withoutPlates() async throws {
        let folder = try TestFolder()
        let database = try folder.create()
        let register = StoredRegister(
            register: Register(pulses: Pulses(7)), dialOffset: Joules(5), savedAt: UnixTime(seconds: 1))
        let pv = try Name("pv")
        try await database.commit([.register(pv, register)])
        await database.close()
        let earlier = try Connection(path: folder.database, mode: .readWrite)
        for column in ["constant", "ratio", "carried_energy_j", "carried_pulses"] {
            try earlier.execute("ALTER TABLE register DROP COLUMN \(column)")
        }
        try earlier.execute("ALTER TABLE log DROP COLUMN first_index; DROP TABLE kept_record; DROP TABLE rule_change")
        try earlier.execute("PRAGMA user_version = 1")
        earlier.close()
        let reopened = try folder.open()
        #expect(try await reopened.registers() == [pv: register])
        await reopened.close()
    }

    @Test("a database from before anything was let go is brought up to date, with its logs whole")
    func withoutFirstIndex() async throws {
        let folder = try TestFolder()
        let database = try folder.create()
        let grown = growth(.roofA, on: MerkleFrontier(), by: 300)
        try await database.commit([.grow(grown)])
        await database.close()
        let earlier = try Connection(path: folder.database, mode: .readWrite)
        try earlier.execute("ALTER TABLE log DROP COLUMN first_index; DROP TABLE kept_record; DROP TABLE rule_change")
        try earlier.execute("PRAGMA user_version = 2")
        earlier.close()
        let reopened = try folder.open()
        #expect(try await reopened.log(.roofA) == LogState(origin: .roofA, frontier: grown.frontier))
        await reopened.close()
    }

    @Test("a step of the schema that fails leaves the version before it, whole")
    func failingStep() throws {
        let folder = try TestFolder()
        #expect(FileManager.default.createFile(atPath: folder.database, contents: nil))
        let connection = try Connection(path: folder.database, mode: .readWrite)
        let steps = ["CREATE TABLE a(x)", "CREATE TABLE b(x)", "CREATE TABLE c(x); INSERT INTO nowhere VALUES(1)"]
        #expect(throws: StorageError.self) { try Schema.migrate(connection, from: 0, steps: steps) }
        #expect(!connection.isInTransaction)
        #expect(try connection.integer("PRAGMA user_version") == 2)
        #expect(try connection.integer("SELECT count(*) FROM sqlite_schema") == 2)
        try Schema.migrate(connection, from: 2, steps: Array(steps.prefix(2)) + ["CREATE TABLE c(x)"])
        #expect(try connection.integer("PRAGMA user_version") == 3)
    }

    @Test("there is one writer, and any number of readers beside it, who see what it commits")
    func readers() async throws {
        let folder = try TestFolder()
        let writer = try folder.create()
        #expect(throws: StorageError.inUse(path: folder.database)) { try folder.open() }

        let readers = [try folder.open(.readOnly), try folder.open(.readOnly)]
        var frontier = MerkleFrontier()
        for step in 0..<30 {
            let grown = growth(.roofA, on: frontier, by: 40)
            frontier = grown.frontier
            try await writer.commit([.grow(grown), .setting("step", [UInt8(step)])])
            for reader in readers {
                #expect(try await reader.log(.roofA)?.frontier == frontier)
                #expect(try await reader.setting("step") == [UInt8(step)])
                let last = try await reader.entries(of: .roofA, from: frontier.size - 1, countLimit: 9, byteLimit: 0)
                #expect(last == grown.entries.suffix(1))
            }
        }
        await #expect(throws: StorageError.readOnly(path: folder.database)) { try await readers[0].commit([]) }
        #expect(try await readers[0].integrityCheck() == [])
        await writer.close()
        #expect(try await readers[1].log(.roofA)?.frontier == frontier)
        let next = try folder.open()
        try await next.commit([.setting("step", [99])])
        #expect(try await readers[1].setting("step") == [99])
    }

    @Test("a reader keeps reading while a writer commits without a pause")
    func concurrentReader() async throws {
        let folder = try TestFolder()
        let writer = try folder.create()
        let reader = try folder.open(.readOnly)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                var frontier = MerkleFrontier()
                for _ in 0..<150 {
                    let grown = growth(.roofA, on: frontier, by: 7)
                    frontier = grown.frontier
                    try await writer.commit([.grow(grown)])
                }
            }
            group.addTask {
                var seen: UInt64 = 0
                while seen < 1050 {
                    guard let log = try await reader.log(.roofA) else { continue }
                    #expect(log.frontier.size >= seen && log.frontier.size % 7 == 0)
                    seen = log.frontier.size
                    let leaves = (0..<seen).map { cryptography.leafHash(entry($0)) }
                    #expect(log.frontier.root(cryptography) == merkleTreeHash(leaves[...]))
                }
            }
            try await group.waitForAll()
        }
    }
}
