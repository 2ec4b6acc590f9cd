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
    @Test("goes on where the old log ends, under a name of its own")
    func newOrigin() async throws {
        let temporary = try TemporaryFolder()
        let path = "\(temporary.path)/roof-a"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let text = """
            origin: linden.energy/roof-a
            clock: {kept-by-host: true}
            meters:
              pv: {kind: simulated, impulses: 10000, interval: 1, household: {yearly-kwh: 40000}}

            """
        try Data(text.utf8).write(to: URL(filePath: "\(path)/heliograph.yaml"))
        #expect(try await HeliographProgram.run("init", "--directory", path).exit == .code(0))
        try await live("\(path)/heliograph.yaml", database: "\(path)/heliograph.db")
        let old = try await log("linden.energy/roof-a", in: "\(path)/heliograph.db")

        let unsure = try await HeliographProgram.run("recover", "--new-origin", "--configuration", path)
        #expect(unsure.exit == .code(2), "\(unsure.lines)")
        let opened = try await HeliographProgram.run("recover", "--new-origin", "--yes", "--configuration", path)
        #expect(opened.exit == .code(0) && opened.lines[0].contains("roof-a-g2"), "\(opened.lines)")
        let file = try ConfigurationFile(reading: "\(path)/heliograph.g2.yaml")
        #expect("\(file.configuration.origin)" == "linden.energy/roof-a-g2")
        #expect(try SmallFile.read(file.state.statementKey) == (try SmallFile.read("\(path)/statement.pem")))
        #expect(try SmallFile.read(file.state.logKey) != (try SmallFile.read("\(path)/log.pem")))
        let again = try await HeliographProgram.run("recover", "--new-origin", "--yes", "--configuration", path)
        #expect(again.exit == .code(2), "nothing is ever overwritten: \(again.lines)")

        // The service goes on under the new name: its genesis names where the old log ends, its register does not go back.
        try await live("\(path)/heliograph.g2.yaml", database: file.state.database)
        let new = try await log("linden.energy/roof-a-g2", in: file.state.database)
        guard case .genesis(let genesis) = new.messages.first else {
            Issue.record("\(new.messages)")
            return
        }
        #expect(genesis.predecessor?.origin == (try Origin("linden.energy/roof-a")))
        #expect(genesis.predecessor?.size == old.state.frontier.size)
        #expect(genesis.predecessor?.root == old.state.frontier.root(OpenSSLCryptography()))
        let (last, first) = (pulses(old.messages).last, pulses(new.messages).first)
        #expect(try #require(first) >= (try #require(last)))
    }

    @Test("is opened from the keys alone, when no database is left to say where the old log ended")
    func newOriginFromKeys() async throws {
        let temporary = try TemporaryFolder()
        let path = "\(temporary.path)/roof-a"
        let made = try await HeliographProgram.run("init", "--directory", path, "--origin", "linden.energy/roof-a")
        #expect(made.exit == .code(0), "\(made.lines)")
        try FileManager.default.removeItem(atPath: "\(path)/heliograph.db")
        let opened = try await HeliographProgram.run("recover", "--new-origin", "--yes", "--configuration", path)
        #expect(opened.exit == .code(0), "\(opened.lines)")
        #expect(opened.lines.contains { $0.contains("Nothing is known here of the old log's end") })
        let file = try ConfigurationFile(reading: "\(path)/heliograph.g2.yaml")
        #expect(FileManager.default.fileExists(atPath: file.state.database))
        #expect(try Succession.successor(of: Origin("a/b-g9")) == Origin("a/b-g10"))
        #expect(try Succession.successor(of: Origin("a/roof-garden")) == Origin("a/roof-garden-g2"))
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
