import FoundationEssentials
import Ledger
import Statements
import System
import Testing

@testable import heliograph

/// Gateways that their owners change while they run: reloads, dials, another broker.
@Suite("A running gateway and its owner", .needs(.mosquittoSub))
struct OwnedStreetTests {
    private struct Answer: Decodable {
        var outcome: String
        var index: UInt64?
    }

    private func configuration(of roof: String, in street: RunningStreet) -> String {
        "\(street.folder.roof(roof))/heliograph.yaml"
    }

    private func edit(_ roof: String, in street: RunningStreet, _ change: (String) -> String) throws {
        let path = configuration(of: roof, in: street)
        let text = String(decoding: try SmallFile.read(path), as: UTF8.self)
        try Data(change(text).utf8).write(to: URL(filePath: path))
    }

    private func reload(_ roof: String, in street: RunningStreet) async throws -> (ChildProcess.Exit, [String]) {
        let result = try await HeliographProgram.run("reload", "--configuration", configuration(of: roof, in: street))
        return (result.exit, result.lines)
    }

    /// The statements of a gateway's own log in words, as an auditor reads them.
    private func words(of roof: String, in street: RunningStreet) async throws -> [String] {
        let gateway = try StoredGateway(at: street.folder.roof(roof))
        let log = try await gateway.log(nil)
        var words: [String] = []
        try await gateway.forEachEntry(of: log.origin, below: log.frontier.size) { _, bytes in
            words.append(StatementWords.describe(try Message.decode(Entry(parsing: bytes))))
        }
        return words
    }

    @Test("takes over what can be taken over, refuses the rest as a whole, and signs what changed")
    func reload() async throws {
        let temporary = try TemporaryFolder()
        let street = try await RunningStreet(in: temporary.path)
        try await street.start(StreetFolder.roofs)
        #expect(try await street.waits { try await street.head(of: "roof-1").recorded >= 4 })

        let unchanged = try await reload("roof-1", in: street)
        #expect(unchanged.0 == .code(0) && unchanged.1 == ["the configuration is the one in force"], "\(unchanged)")

        let original = String(decoding: try SmallFile.read(configuration(of: "roof-1", in: street)), as: UTF8.self)
        try edit("roof-1", in: street) { $0 + "\nbrokr: {}\nintervall: 3\n" }
        let faulty = try await reload("roof-1", in: street)
        #expect(faulty.0 == .code(2) && faulty.1.count == 2, "every fault at once: \(faulty)")
        #expect(faulty.1.allSatisfy { $0.contains("heliograph.yaml:") }, "\(faulty)")

        try edit("roof-1", in: street) { _ in
            original.replacing("demo.street/roof-1", with: "demo.street/roof-9")
                .replacing("interval: 2", with: "interval: 4")
        }
        let refused = try await reload("roof-1", in: street)
        #expect(
            refused.0 == .code(1) && refused.1.contains { $0.contains("a gateway's name is for ever") }, "\(refused)")

        try edit("roof-1", in: street) { _ in
            original + "  shed:\n    kind: simulated\n    impulses: 1000\n    interval: 1\n    sun: {peak-kw: 1}\n"
        }
        let applied = try await reload("roof-1", in: street)
        #expect(applied.0 == .code(0) && applied.1.first == "meter shed: new", "\(applied)")
        #expect(
            try await street.waits { try await words(of: "roof-1", in: street).contains { $0.contains("of shed:") } })

        // A signal does the same, and what it does is in the log.
        try edit("roof-1", in: street) { _ in original.replacing("interval: 2", with: "interval: 3") }
        let process = try #require(try Processes.find("run --configuration \(configuration(of: "roof-1", in: street))"))
        try SignalNumber.send(SignalNumber.hangUp, to: process)
        #expect(
            try await street.waits {
                try await words(of: "roof-1", in: street).contains { $0.contains("shed was removed") }
            })
        let head = try await street.head(of: "roof-1").entries
        #expect(try await street.waits { try await street.head(of: "roof-1").recorded > head })
        let events = try await words(of: "roof-1", in: street).filter { $0.hasPrefix("an event") }
        #expect(events.count { $0.contains("the configuration changed") } == 3, "\(events)")
        #expect(events.count { $0.contains("shed was added") } == 1)
        await street.end()
        for roof in StreetFolder.roofs {
            #expect(!FileManager.default.fileExists(atPath: "\(street.folder.roof(roof))/control"))
        }
        let nobody = try await reload("roof-1", in: street)
        #expect(nobody.0 == .code(2) && nobody.1[0].contains("nobody answers"), "\(nobody)")
        try await StreetAudit.checkOwnLogs(of: street.folder)
    }

    @Test("goes over to another broker with all that is signed")
    func broker() async throws {
        let temporary = try TemporaryFolder()
        let street = try await RunningStreet(in: temporary.path)
        try await street.start(StreetFolder.roofs)
        #expect(try await street.waits { try await street.head(of: "roof-1").recorded >= 4 })
        let old = try street.folder.port
        let port = try LoopbackPort.free()
        try await street.startBroker(onPort: port, named: "second")
        for roof in StreetFolder.roofs {
            try edit(roof, in: street) { $0.replacing("port: \(old)", with: "port: \(port)") }
            let result = try await reload(roof, in: street)
            #expect(result.0 == .code(0) && result.1[0].hasSuffix("127.0.0.1:\(port)"), "\(result)")
        }
        _ = await street.stop("broker")
        let head = try await street.head(of: "roof-1").entries
        #expect(try await street.waits { try await street.head(of: "roof-1").recorded > head })
        await street.end()
        try await StreetAudit.checkOwnLogs(of: street.folder)
    }

    @Test("a dial is set, verified by anybody, and compared over time")
    func dial() async throws {
        let temporary = try TemporaryFolder()
        let street = try await RunningStreet(in: temporary.path)
        try await street.start(StreetFolder.roofs)
        let file = configuration(of: "roof-2", in: street)
        #expect(try await street.waits { try await street.head(of: "roof-2").recorded >= 4 })
        let silent = try await HeliographProgram.run(
            "meter", "adjust", "pv", "--dial", "1", "--reason", "x", "--configuration", file)
        #expect(silent.exit == .code(2) && silent.lines.contains { $0.contains("say --yes") }, "\(silent.lines)")
        for (dial, sure) in [("12345.6kWh", true), ("12347.6 kWh", true), ("13000", false), ("13000", true)] {
            let result = try await HeliographProgram.run(
                "meter", "adjust", "pv", "--dial", dial, "--reason", "read in the cellar", "--configuration", file,
                sure ? "--yes" : "--json")
            #expect(result.exit == .code(0), "\(result.lines)")
        }
        let known = try await HeliographProgram.run(
            "meter", "adjust", "nothing", "--dial", "1", "--reason", "x", "--configuration", file, "--yes")
        #expect(known.exit == .code(1) && known.lines[0].contains("there are: pv"), "\(known.lines)")

        let words = try await words(of: "roof-2", in: street)
        let index = try #require(words.firstIndex { $0.contains("the dial was read, 12345.600 kWh") }, "\(words)")
        #expect(words.count { $0.contains("the dial was read") } == 3)
        #expect(try await street.waits { try await street.head(of: "roof-2").recorded > index })
        let proof = "\(temporary.path)/dial.tlog-proof"
        let made = try await HeliographProgram.run(
            "ledger", "proof", "\(index)", "--state", street.folder.roof("roof-1"), "--origin", "demo.street/roof-2",
            "--output", proof)
        #expect(made.exit == .code(0), "\(made.lines)")
        let verified = try await HeliographProgram.run(
            "verify", "--policy", street.folder.policy, proof, "\(proof).entry")
        #expect(verified.exit == .code(0) && verified.lines.joined().contains("12345.600"), "\(verified.lines)")

        let drift = try await HeliographProgram.run("meter", "drift", "pv", "--configuration", file)
        #expect(drift.exit == .code(0) && drift.lines.count { $0.contains(" 13000.000 ") } == 1, "\(drift.lines)")
        #expect(drift.lines.contains { $0.contains("pulses were lost") }, "\(drift.lines)")
        let now = try await HeliographProgram.run(
            "meter", "drift", "pv", "--dial", "13001", "--configuration", street.folder.roof("roof-2"), "--json")
        #expect(now.lines.count == 4 && now.lines[3].contains("\"dial_gain_j\":3600000"), "\(now.lines)")
        #expect(
            try await street.waits {
                try await HeliographProgram.run("readings", "--state", street.folder.roof("roof-2"), "--json").lines
                    .contains { $0.contains("roof-2/pv") && $0.contains("\"dial_j\":468") }
            })
        await street.end()
        try await StreetAudit.checkOwnLogs(of: street.folder)
    }
}
