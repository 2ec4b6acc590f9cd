import FoundationEssentials
import System
import Testing

/// Recorded edges through the filter, from the command line.
@Suite("A replay")
struct ReplayTests {
    private struct Summary: Decodable, Equatable {
        var edges: Int
        var pulses: Int
        var bounced: Int
        var stuck: Int
        var lost: Int
        var energy_j: Int
    }

    private func replay(_ recording: String, _ options: String...) async throws -> (ChildProcess.Exit, [String]) {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/edges"
        try Data(recording.utf8).write(to: URL(filePath: path))
        return try await ChildProcess.run(try HeliographProgram.path, ["replay", path] + options)
    }

    private func summary(_ recording: String, _ options: String...) async throws -> Summary {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/edges"
        try Data(recording.utf8).write(to: URL(filePath: path))
        let result = try await ChildProcess.run(try HeliographProgram.path, ["replay", path, "--json"] + options)
        #expect(result.0 == .code(0), "\(result.1)")
        return try JSONDecoder().decode(Summary.self, from: Data(result.1.joined().utf8))
    }

    @Test("counts the shortest legal pulses, bounce and all")
    func pulses() async throws {
        var lines = "# 30 ms on, 30 ms off, 4 ms of bounce at the start of each pulse\n\n"
        for pulse in 0..<50 {
            let start = pulse * 60_000_000
            lines +=
                "\(start),rising\n\(start + 2_000_000),falling\n\(start + 4_000_000),rising\n\(start + 30_000_000),falling\n"
        }
        let expected = Summary(edges: 200, pulses: 50, bounced: 50, stuck: 0, lost: 0, energy_j: 180_000)
        #expect(try await summary(lines, "--profile", "s0", "--impulses", "1000") == expected)
        let fast = Summary(edges: 200, pulses: 100, bounced: 0, stuck: 0, lost: 0, energy_j: 56_250)
        #expect(try await summary(lines, "--profile", "led", "--impulses", "6400") == fast)
    }

    @Test("reports what is stuck and what is missing")
    func anomalies() async throws {
        let recording = "0,rising,1\n3000000000,falling,2\n4000000000,rising,3\n4050000000,falling,8\n"
        let found = try await summary(recording)
        #expect(found.stuck == 1 && found.lost == 4 && found.edges == 4)
    }

    @Test(
        "says which line is no edge", arguments: ["1,up", "rising,1", "1,rising,x", "1", "-1,rising", "1,rising,2,3"])
    func malformed(line: String) async throws {
        let result = try await replay("0,rising\n\(line)\n")
        #expect(result.0 == .code(2) && result.1[0].contains("edges:2: "), "\(result.1)")
    }

    @Test("refuses a profile or a constant that there is none of")
    func options() async throws {
        #expect(try await replay("", "--profile", "s1").1[0].contains("take s0, led, reed"))
        #expect(try await replay("", "--impulses", "0").1[0].contains("no impulses per kWh"))
    }
}
