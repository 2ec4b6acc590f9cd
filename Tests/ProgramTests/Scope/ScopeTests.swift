import FoundationEssentials
import System
import Testing

/// Recorded edges under the scope, from the command line.
@Suite("A scope on a recording")
struct ScopeTests {
    private struct Report: Decodable {
        struct Widths: Decodable {
            struct Bin: Decodable, Equatable {
                var from_ns: Int64
                var count: Int64
            }

            var count: Int64
            var shortest_ns: Int64?
            var longest_ns: Int64?
            var bins: [Bin]
        }

        struct Trial: Decodable {
            var profile: String
            var pulses: Int64
            var misfits: [String]
        }

        var edges: Int64
        var lost: Int64
        var on: Widths
        var trials: [Trial]
        var proposal: String?
        var alternatives: [String]
        var pulse_distance_ns: UInt64?
        var power_w: Int64?
        var highest_power_w: Int64?
    }

    /// Pulses of `on` ms every `period` ms, each beginning with an excursion of `bounce` ms twice its length ahead.
    private func train(on: Int, period: Int, bounce: Int = 0, count: Int = 50) -> String {
        var lines = "# a train\n"
        for pulse in 0..<count {
            let start = pulse * period
            if bounce > 0 { lines += "\(start)000000,rising\n\(start + bounce)000000,falling\n" }
            lines += "\(start + 2 * bounce)000000,rising\n\(start + on)000000,falling\n"
        }
        return lines
    }

    private func scope(_ recording: String, _ options: String...) async throws -> (ChildProcess.Exit, [String]) {
        let folder = try TemporaryFolder()
        try Data(recording.utf8).write(to: URL(filePath: "\(folder.path)/edges"))
        return try await ChildProcess.run(
            try HeliographProgram.path, ["scope", "--replay", "\(folder.path)/edges"] + options)
    }

    private func report(_ recording: String, _ options: [String] = []) async throws -> (ChildProcess.Exit, Report) {
        let folder = try TemporaryFolder()
        try Data(recording.utf8).write(to: URL(filePath: "\(folder.path)/edges"))
        let result = try await ChildProcess.run(
            try HeliographProgram.path, ["scope", "--replay", "\(folder.path)/edges", "--json"] + options)
        return (result.0, try JSONDecoder().decode(Report.self, from: Data(result.1.joined().utf8)))
    }

    @Test("proposes s0 for the fastest S0 output, bounce and all, and says how fast and how much that is")
    func fastest() async throws {
        let (exit, report) = try await report(train(on: 30, period: 60, bounce: 2), ["--impulses", "1000"])
        #expect(exit == .code(0))
        #expect(report.proposal == "s0" && report.edges == 200 && report.lost == 0)
        #expect(report.on.bins == [.init(from_ns: 2_000_000, count: 50), .init(from_ns: 20_000_000, count: 50)])
        #expect(report.on.shortest_ns == 2_000_000 && report.on.longest_ns == 26_000_000)
        #expect(report.trials.map(\.pulses) == [50, 100, 0])
        #expect(report.trials[0].misfits.isEmpty && !report.trials[1].misfits.isEmpty)
        #expect(report.pulse_distance_ns == 60_000_000 && report.power_w == 60_000 && report.highest_power_w == 60_000)
    }

    @Test("proposes led for short flashes, and the reason against s0 is that it counts none")
    func flashes() async throws {
        let (exit, report) = try await report(train(on: 2, period: 35), ["--impulses", "10000"])
        #expect(exit == .code(0) && report.proposal == "led" && report.power_w == 10_285)
        #expect(report.trials[0].misfits == ["it counts no pulse"])
    }

    @Test("says it in a table of 80 columns")
    func table() async throws {
        let (exit, lines) = try await scope(train(on: 30, period: 500, bounce: 2))
        #expect(exit == .code(0))
        #expect(lines.allSatisfy { $0.count <= 80 || $0.contains("/edges") }, "\(lines.filter { $0.count > 80 })")
        #expect(
            lines.contains { $0.hasPrefix("Take “profile: s0”: the shortest level is 26 ms, the longest bounce 2 ms") })
        #expect(
            lines.contains { $0 == "now:     2 pulses/s, 7200 W at 1000 impulses per kWh" })
        #expect(lines.contains { $0.hasPrefix("2–5 ms ") && $0.hasSuffix(" 100") }, "excursions, of both levels")
    }

    @Test("warns when no profile fits, with the reason for each, and ends with 1")
    func none() async throws {
        let (exit, lines) = try await scope(train(on: 80, period: 500, bounce: 7))
        #expect(exit == .code(1))
        #expect(lines.contains { $0.hasPrefix("No profile fits.") })
        #expect(lines.contains { $0.hasPrefix("  not s0: an excursion of 7 ms is more than half of its 10 ms") })
        let (nothing, words) = try await scope("# nothing\n")
        #expect(nothing == .code(1) && words.joined(separator: " ").contains("wire is missing"))
    }

    @Test("says that edges are missing, and that few pulses were seen")
    func doubts() async throws {
        let (_, lines) = try await scope("0,rising,1\n50000000,falling,2\n1000000000,rising,5\n1050000000,falling,6\n")
        #expect(lines.contains { $0.hasPrefix("At least 2 edges are missing") })
        #expect(lines.contains { $0.hasPrefix("Few pulses were seen") })
    }

    @Test(
        "refuses what it cannot do",
        arguments: [
            ([], "name a line, or a recording"), (["A", "--replay", "/dev/null"], "name a line, or a recording"),
            (["--replay", "/dev/null", "--bias", "pull-up"], "a recording is what it is"),
            (["--replay", "/nowhere"], "/nowhere: open failed"),
            (["--replay", "/dev/null", "--impulses", "0"], "no impulses per kWh"),
            (["A", "--pulses", "0"], "from 1 on"), (["A", "--bias", "up"], "pull-up"),
        ])
    func refusals(arguments: [String], words: String) async throws {
        let result = try await ChildProcess.run(try HeliographProgram.path, ["scope"] + arguments)
        #expect(result.0 == .code(2), "\(result.1)")
        #expect(result.1.joined(separator: "\n").contains(words), "\(result.1)")
    }

    @Test("takes a meter's settings from a configuration, and knows which meters there are")
    func configuration() async throws {
        let folder = try TemporaryFolder()
        let text =
            "origin: demo.street/a\nmeters:\n  pv: {line: NOWHERE, impulses: 1000}\n  toy: {kind: simulated, sun: {peak-kw: 1}, impulses: 1000}\n"
        try Data(text.utf8).write(to: URL(filePath: "\(folder.path)/heliograph.yaml"))
        for (meter, words) in [
            ("roof", "has no meter “roof”: it has “pv”, “toy”"), ("toy", "“toy” is simulated"),
        ] {
            let result = try await HeliographProgram.run("scope", meter, "--configuration", folder.path)
            #expect(result.exit == .code(2) && result.lines.joined().contains(words), "\(result.lines)")
        }
    }
}
