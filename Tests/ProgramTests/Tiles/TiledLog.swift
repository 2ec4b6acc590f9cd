import FoundationEssentials
import Ledger
import Signing
import Statements
import Storage
import System

@testable import heliograph

/// A gateway's database with a log of some tiles, recorded by a quorum, and the policy beside it.
struct TiledLog {
    let path: String
    let street: BenchStreet
    private var log: BenchLog
    private let database: Database

    var origin: Origin { street.author.origin }
    var policy: String { "\(path)/policy" }
    var state: String { "\(path)/state" }

    /// A log of a genesis alone.
    init(in path: String) async throws {
        self.path = path
        street = try BenchStreet(OpenSSLCryptography())
        log = try BenchLog(of: street, selfCheck: .structural)
        let state = "\(path)/state"
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
        try Data(street.policy.text).write(to: URL(filePath: "\(path)/policy"))
        database = try Database(
            at: "\(state)/heliograph.db", .create(mirrorSeed: try street.author.mirrorKey.rawRepresentation),
            cryptography: street.cryptography)
        try await database.commit(log.opening)
    }

    /// Signs readings until the log has so many entries, and has a quorum record it so many minutes after the first.
    mutating func grow(to size: UInt64, minute: Int = 0) async throws {
        try await sign(to: size)
        let note = try street.recordedNote(of: log.writer.frontier, minute: minute)
        var keeping = RecordKeeping(newest: try await database.log(origin)?.newestKept)
        try await database.commit(
            keeping.changes(recording: street.policy.check(note, street.cryptography), street.cryptography))
    }

    /// Signs readings that nobody records.
    mutating func sign(to size: UInt64) async throws {
        try await log.grow(by: Int(size - log.writer.frontier.size), in: database)
    }

    /// The same, with a record after each hour of minutes, which is kept.
    mutating func growHourly(to size: UInt64) async throws {
        var keeping = RecordKeeping()
        while log.writer.frontier.size < size {
            let minute = Int(log.writer.frontier.size) + 59
            try await log.grow(by: min(60, Int(size - log.writer.frontier.size)), in: database)
            let note = try street.recordedNote(of: log.writer.frontier, minute: minute)
            try await database.commit(
                keeping.changes(recording: street.policy.check(note, street.cryptography), street.cryptography))
        }
    }

    /// Signs readings that no mirror has seen.
    mutating func growUnrecorded(to size: UInt64) async throws {
        try await log.grow(by: Int(size - log.writer.frontier.size), in: database)
    }

    /// Appends entries that nobody signed, for what only looks at the tree.
    func fill(to size: UInt64) async throws {
        var frontier = log.writer.frontier
        while frontier.size < size {
            var growth = LogGrowth(origin: origin, onTopOf: frontier)
            for index in frontier.size..<min(size, frontier.size + 4096) {
                growth.append(Array("entry \(index)".utf8), street.cryptography)
            }
            try await database.commit([.grow(growth)])
            frontier = growth.frontier
        }
        try await database.commit([.note(origin, .recorded, street.recordedNote(of: frontier).bytes)])
    }

    /// Keeps the record of so many entries more than are here, as a mirror does that is behind.
    func learnOfRecord(beyond count: Int) async throws {
        var frontier = log.writer.frontier
        for _ in 0..<count { frontier.append(leaf: street.cryptography.leafHash([1]), street.cryptography) }
        try await database.commit([.note(origin, .recorded, street.recordedNote(of: frontier).bytes)])
    }

    func letGo(below index: UInt64) async throws { try await database.letGo(of: origin, below: index) }

    func entries() async throws -> [[UInt8]] {
        try await database.entries(of: origin, from: 0, countLimit: 4096, byteLimit: 1 << 24)
    }

    /// Runs `heliograph ledger export --tiles`.
    func export(to folder: String) async throws -> (exit: ChildProcess.Exit, lines: [String]) {
        try await HeliographProgram.run(
            "ledger", "export", "--state", state, "--origin", "\(origin)", "--tiles", folder)
    }

    /// Runs `heliograph ledger import` on a tree.
    func audit(_ folder: String, _ more: [String] = []) async throws -> (exit: ChildProcess.Exit, lines: [String]) {
        try await ChildProcess.run(
            try HeliographProgram.path, ["ledger", "import", folder, "--policy", policy] + more)
    }

    /// Every file below a folder, with its bytes.
    static func files(in folder: String) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder)
        where FileKind(of: "\(folder)/\(name)") == .file {
            files[name] = try SmallFile.read("\(folder)/\(name)", limit: 1 << 24)
        }
        return files
    }
}
