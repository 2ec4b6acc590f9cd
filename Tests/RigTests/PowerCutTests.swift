import FoundationEssentials
import System
import Testing

/// Gateways at work on a machine whose power is cut, ten times: `make powercut CUTS=200` does the same for longer.
@Suite("Power is cut at any instant", .needsBoard, .serialized)
struct PowerCutTests {
    @Test("Ten cuts take nothing that was acknowledged")
    func tenCuts() async throws {
        let (exit, lines) = try await cut(["--cuts", "10", "--seed", "3"])
        #expect(exit == .code(0), "\(lines.joined(separator: "\n"))")
        #expect(lines.count { $0.hasSuffix("  nothing lost") } == 10)
        // A run in which little was acknowledged would show little.
        let summary = try #require(lines.last)
        let entries = summary.split(separator: " ").drop { $0 != "acknowledged" }.dropFirst().first.flatMap { Int($0) }
        #expect(try #require(entries) >= 20, "\(summary)")
    }

    @Test("Without flushing, cuts take acknowledged entries: the test can fail")
    func control() async throws {
        let (exit, lines) = try await cut(["--cuts", "5", "--seed", "3", "--control"])
        #expect(exit == .code(0), "\(lines.joined(separator: "\n"))")
        #expect(lines.contains { $0.contains("LOST") || $0.contains("FORK") })
    }

    @Test("A power-fail line has every pulse on the disk before the power is gone")
    func powerFail() async throws {
        let (exit, lines) = try await cut(["--cuts", "2", "--seed", "3", "--power-fail"])
        #expect(exit == .code(0), "\(lines.joined(separator: "\n"))")
    }

    private func cut(_ options: [String]) async throws -> (ChildProcess.Exit, [String]) {
        // The debug build that the tests come with starts slowly under emulation.
        let release = "\(Board.repository)/.build/release/heliograph"
        let program =
            FileManager.default.fileExists(atPath: release) ? release : "\(Board.repository)/.build/debug/heliograph"
        let (exit, lines) = try await ChildProcess.run(
            "\(Board.repository)/toolchain/rig/powercut", options + ["--program", program])
        print(lines.joined(separator: "\n"))
        return (exit, lines)
    }
}
