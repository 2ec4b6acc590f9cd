import FoundationEssentials
import System
import Testing

@testable import heliograph

/// What the program says of when an entry was made, from a database of some hours.
@Suite("The time of an entry")
struct EntryTimeTests {
    private struct Shown: Decodable {
        var index: UInt64
        var state: String?
        var checkpointSize: UInt64?
        var madeAfter: String?
        var recordedBy: String?
        var when: String
        var pulses: Int64?
    }

    private static func decode(_ lines: [String]) throws -> Shown {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Shown.self, from: Data(try #require(lines.first).utf8))
    }

    private static func show(_ index: UInt64, of log: TiledLog, _ more: String...) async throws -> (
        exit: ChildProcess.Exit, lines: [String]
    ) {
        try await ChildProcess.run(
            try HeliographProgram.path,
            [
                "ledger", "show", "\(index)", "--state", log.state, "--origin", "\(log.origin)", "--policy", log.policy,
            ] + more)
    }

    /// A log of three hours: 1, 80 and 150 entries were recorded first in each, and 160 last.
    private static func log(in path: String) async throws -> TiledLog {
        var log = try await TiledLog(in: path)
        for (size, minute) in [(10, 10), (80, 70), (100, 90), (150, 130), (160, 140)] as [(UInt64, Int)] {
            try await log.grow(to: size, minute: minute)
        }
        return log
    }

    @Test("is from the record that it names to the earliest that is kept and covers it, as shown and as proven")
    func earliest() async throws {
        let folder = try TemporaryFolder()
        let log = try await Self.log(in: folder.path)
        let cases: [(index: UInt64, size: UInt64, by: String)] = [
            (0, 1, "00:00"), (1, 80, "01:10"), (79, 80, "01:10"), (80, 150, "02:10"), (149, 150, "02:10"),
            (150, 160, "02:20"), (159, 160, "02:20"),
        ]
        for (index, size, time) in cases {
            let by = "2026-01-01T\(time):00Z"
            let shown = try await Self.show(index, of: log, "--json")
            let proof = "\(folder.path)/\(index)"
            let written = try await HeliographProgram.run(
                "ledger", "proof", "\(index)", "--state", log.state, "--origin", "\(log.origin)", "--policy",
                log.policy, "--output", proof)
            #expect(written.exit == .code(0), "\(written.lines)")
            let verified = try await HeliographProgram.run(
                "verify", "--policy", log.policy, "--json", proof, "\(proof).entry")
            for result in [shown, verified] {
                #expect(result.exit == .code(0), "\(result.lines)")
                let said = try Self.decode(result.lines)
                #expect(said.index == index && said.checkpointSize == size && said.recordedBy == by, "\(said)")
                #expect(said.madeAfter == (index == 0 ? nil : "2026-01-01T00:00:00Z"))
                let beginning =
                    index == 0 ? "after a time that is not known (it names no record)" : "after 2026-01-01T00:00:00Z"
                #expect(said.when == "made \(beginning), recorded by \(by) (median of 3 mirrors' clocks)")
            }
            let sentence = try await HeliographProgram.run("verify", "--policy", log.policy, proof, "\(proof).entry")
            #expect(sentence.lines.joined(separator: " ").contains("recorded by \(by) (median"), "\(sentence.lines)")
        }
    }

    @Test("has an open end while it is not recorded, and none where its signature fails")
    func unrecorded() async throws {
        let folder = try TemporaryFolder()
        var log = try await Self.log(in: folder.path)
        try await log.sign(to: 161)
        let shown = try await Self.show(160, of: log, "--json")
        #expect(shown.exit == .code(0), "\(shown.lines)")
        let said = try Self.decode(shown.lines)
        #expect(said.state == "signed" && said.recordedBy == nil && said.madeAfter == "2026-01-01T00:00:00Z")
        #expect(said.pulses == 13_280)
        let words = try await Self.show(160, of: log)
        #expect(words.lines.contains { $0.hasPrefix("recorded   not yet: 3 of 4 mirrors") }, "\(words.lines)")
        try await log.fill(to: 170)
        let unsigned = try await Self.show(165, of: log)
        #expect(unsigned.exit == .code(1), "\(unsigned.lines)")
    }
}
