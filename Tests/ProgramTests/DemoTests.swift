import FoundationEssentials
import System
import Testing

/// Whole streets of real processes around a real broker, with one of them killed on the way.
@Suite("A street on this machine", .serialized)
struct DemoTests {
    private struct Summary: Decodable {
        var signed: Int
        var published: Int
        var recorded: Int
        var restarts: Int
        var failures: [String]
        var record_seconds_p50: Double?
        var record_seconds_p99: Double?
    }

    private enum Victim: String, CaseIterable {
        case nobody, gateway, broker

        /// What of the victim's command line is nobody else's.
        func pattern(in folder: String) -> String {
            switch self {
            case .nobody: ""
            case .gateway: "run --configuration \(folder)/roof-2/heliograph.yaml"
            case .broker: "mosquitto -c \(folder)/broker/mosquitto.conf"
            }
        }
    }

    @Test("records every statement, whoever is killed", arguments: Victim.allCases)
    private func recordsEverything(_ victim: Victim) async throws {
        let folder = try TemporaryFolder()
        let demo = try await HeliographProgram.start(
            "demo", "--for", "30s", "--interval", "2", "--directory", folder.path, "--json")
        if victim != .nobody {
            try await Task.sleep(for: .seconds(10))
            let identifier = try #require(try Processes.find(victim.pattern(in: folder.path)))
            try Processes.kill(identifier)
        }
        let lines = await demo.lines.reduce(into: []) { $0.append($1) }
        let exit = await demo.wait()
        let last = try #require(lines.last)
        let summary = try JSONDecoder().decode(Summary.self, from: Data(last.utf8))
        #expect(exit == .code(0), "\(last)")
        #expect(summary.recorded == summary.signed && summary.signed >= 4 * 10)
        #expect(summary.failures.isEmpty)
        #expect(summary.restarts == (victim == .nobody ? 0 : 1))
    }

    @Test("waits at its end for a gateway that died, until it has what the others recorded without it")
    func lateGateway() async throws {
        let folder = try TemporaryFolder()
        let demo = try await HeliographProgram.start(
            "demo", "--for", "12s", "--interval", "2", "--directory", folder.path, "--json")
        try await Task.sleep(for: .seconds(9))
        let victim = try #require(try Processes.find(Victim.gateway.pattern(in: folder.path)))
        try Processes.kill(victim)
        let lines = await demo.lines.reduce(into: []) { $0.append($1) }
        let summary = try JSONDecoder().decode(Summary.self, from: Data(try #require(lines.last).utf8))
        #expect(await demo.wait() == .code(0), "\(summary)")
        #expect(summary.failures.isEmpty && summary.restarts == 1)
    }
}
