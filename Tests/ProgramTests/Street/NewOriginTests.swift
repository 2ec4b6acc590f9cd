import FoundationEssentials
import Gateway
import Ledger
import Metering
import Signing
import Statements
import Storage
import System
import Testing

@testable import heliograph

/// What is left where a log cannot be gone on with: a new name, which goes on behind it.
@Suite("A new origin")
struct NewOriginTests {
    @Test("goes on where the old log ends, under a name and keys of its own, without the old ones")
    func newOrigin() async throws {
        let temporary = try TemporaryFolder()
        let path = try await household(in: temporary.path)
        try await live("\(path)/heliograph.yaml", database: "\(path)/heliograph.db")
        let old = try await log("linden.energy/roof-a", in: "\(path)/heliograph.db")
        let logKey = try SmallFile.read("\(path)/log.pem")
        try FileManager.default.removeItem(atPath: "\(path)/statement.pem")
        let lost = try await HeliographProgram.run("init", "--identity-only", "--directory", path)
        #expect(lost.exit == .code(2) && lost.lines.contains { $0.contains("--new-origin") }, "\(lost.lines)")

        let unsure = try await recover(path)
        #expect(unsure.exit == .code(2), "\(unsure.lines)")
        let beyond = try await recover(path, "--yes", "--end", "3")
        #expect(beyond.exit == .code(2) && beyond.lines.contains { $0.contains("leave out --end") }, "\(beyond.lines)")
        let opened = try await recover(path, "--yes")
        let words = opened.lines.joined(separator: "\n")
        #expect(opened.exit == .code(0) && opened.lines[0].contains("roof-a-g2"), "\(words)")
        let link = "\(old.state.frontier.size) entries, and their root; no quorum recorded them"
        #expect(words.contains(link), "\(words)")
        #expect(words.contains("shred -u \(path)/log.pem"), "what is left of the old keys: \(words)")
        let file = try ConfigurationFile(reading: "\(path)/heliograph.g2.yaml")
        #expect("\(file.configuration.origin)" == "linden.energy/roof-a-g2")
        #expect(try SmallFile.read(file.state.logKey) != logKey)
        let again = try await recover(path, "--yes")
        #expect(again.exit == .code(2), "nothing is ever overwritten: \(again.lines)")

        // The service goes on under the new name: its genesis names where the old log ends, its register does not go back.
        try await live("\(path)/heliograph.g2.yaml", database: file.state.database)
        let new = try await log("linden.energy/roof-a-g2", in: file.state.database)
        guard case .genesis(let genesis) = new.messages.first else {
            Issue.record("\(new.messages)")
            return
        }
        #expect(genesis.key == (try KeyFile.load(file.state.statementKey)).publicKey)
        #expect(genesis.predecessor?.origin == (try Origin("linden.energy/roof-a")))
        #expect(genesis.predecessor?.size == old.state.frontier.size)
        #expect(genesis.predecessor?.root == old.state.frontier.root(OpenSSLCryptography()))
        let (last, first) = (pulses(old.messages).last, pulses(new.messages).first)
        #expect(try #require(first) >= (try #require(last)))
        try await isSummedUp(file, pulses(new.messages))
    }

    /// What was counted under the old name is not counted again.
    private func isSummedUp(_ file: ConfigurationFile, _ pulses: [Pulses]) async throws {
        let readings = try await HeliographProgram.run(
            "readings", "--state", file.state.path, "--by", "month", "--json")
        struct Line: Decodable {
            var energy_j: Int64
            var register_j: Int64
        }
        let lines = try readings.lines.map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
        let (first, last) = (try #require(pulses.first).rawValue, try #require(pulses.last).rawValue)
        #expect(lines.reduce(0) { $0 + $1.energy_j } == (last - first) * 360, "10000 impulses are a kWh")
        #expect(lines.last?.register_j == last * 360)
    }

    @Test("is opened from the configuration alone, when no database and no key is left")
    func newOriginFromConfiguration() async throws {
        let temporary = try TemporaryFolder()
        let path = try await household(in: temporary.path)
        for name in ["heliograph.db", "statement.pem", "log.pem"] {
            try FileManager.default.removeItem(atPath: "\(path)/\(name)")
        }
        let sized = try await recover(path, "--yes", "--end", "7")
        #expect(sized.exit == .code(2) && sized.lines.contains { $0.contains("leave out --end") }, "\(sized.lines)")
        let opened = try await recover(path, "--yes")
        #expect(opened.exit == .code(0), "\(opened.lines)")
        #expect(opened.lines.contains { $0.contains("Nothing is known here of the old log's end") })
        #expect(!opened.lines.contains { $0.contains("shred") })
        let file = try ConfigurationFile(reading: "\(path)/heliograph.g2.yaml")
        #expect(FileManager.default.fileExists(atPath: file.state.database))
        #expect(try Succession.successor(of: Origin("a/b-g9")) == Origin("a/b-g10"))
        #expect(try Succession.successor(of: Origin("a/roof-garden")) == Origin("a/roof-garden-g2"))
    }

    @Test("is not opened beside a service that counts, nor from a database that cannot be read")
    func refused() async throws {
        let temporary = try TemporaryFolder()
        let path = try await household(in: temporary.path)
        let service = try await HeliographProgram.start("run", "--configuration", path)
        while service.isRunning, try await HeliographProgram.run("recover", "-c", path).exit != .code(0) {
            try await Task.sleep(for: .milliseconds(100))
        }
        let running = try await recover(path, "--yes")
        #expect(running.exit == .code(2), "\(running.lines)")
        #expect(running.lines.contains { $0.contains("stop it for good") }, "\(running.lines)")
        service.signal(SignalNumber.terminate)
        #expect(await service.wait() == .code(0))
        try Data("no database".utf8).write(to: URL(filePath: "\(path)/heliograph.db"))
        let damaged = try await recover(path, "--yes")
        #expect(damaged.exit == .code(2), "\(damaged.lines)")
        #expect(damaged.lines.contains { $0.contains("registers begin at 0") }, "\(damaged.lines)")
        #expect(!FileManager.default.fileExists(atPath: "\(path)/heliograph.g2.yaml"))
        let stray = try await HeliographProgram.run("recover", "--end", "3", "-c", path)
        #expect(stray.exit == .code(2), "\(stray.lines)")
    }

    private func recover(_ path: String, _ arguments: String...) async throws -> (
        exit: ChildProcess.Exit, lines: [String]
    ) {
        try await ChildProcess.run(
            try HeliographProgram.path, ["recover", "--new-origin", "--configuration", path] + arguments)
    }

    /// A gateway with a meter that counts quickly, which has not run yet.
    private func household(in folder: String) async throws -> String {
        let path = "\(folder)/roof-a"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let text = """
            origin: linden.energy/roof-a
            clock: {kept-by-host: true}
            meters:
              pv: {kind: simulated, impulses: 10000, interval: 1, household: {yearly-kwh: 40000}}

            """
        try Data(text.utf8).write(to: URL(filePath: "\(path)/heliograph.yaml"))
        #expect(try await HeliographProgram.run("init", "--directory", path).exit == .code(0))
        return path
    }

    /// Runs a gateway until it has signed a few readings.
    private func live(_ configuration: String, database: String) async throws {
        let service = try await HeliographProgram.start("run", "--configuration", configuration)
        for _ in 0..<180 where FileManager.default.fileExists(atPath: database) {
            let origin = try ConfigurationFile(reading: configuration).configuration.origin
            if try await pulses(log("\(origin)", in: database).messages).count >= 3 { break }
            try await Task.sleep(for: .milliseconds(500))
        }
        service.signal(SignalNumber.terminate)
        #expect(await service.wait() == .code(0))
    }

    private func log(_ name: String, in path: String) async throws -> (state: LogState, messages: [Message]) {
        let (origin, database) = (
            try Origin(name), try Database(at: path, .readOnly, cryptography: OpenSSLCryptography())
        )
        defer { Task { await database.close() } }
        guard let state = try await database.log(origin) else { return (LogState(origin: origin), []) }
        let entries = try await database.entries(of: origin, from: 0, countLimit: 1000, byteLimit: 1 << 20)
        return (state, try entries.map { try Message.decode(Entry(parsing: $0)) })
    }

    private func pulses(_ messages: [Message]) -> [Pulses] {
        messages.compactMap { if case .reading(let reading) = $0 { reading.pulses } else { nil } }
    }
}
