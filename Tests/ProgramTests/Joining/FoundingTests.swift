import FoundationEssentials
import System
import Testing

/// Four machines, each with a network of its own, from nothing to a reading that a quorum holds: by what a person types, and no more.
@Suite("Founding a street", .needs(.mosquittoSub, .ip))
final class FoundingTests {
    private let folder: TemporaryFolder
    /// The commands that a person typed, without those that a shell script would do for the test.
    private var typed: [String] = []

    init() throws { folder = try TemporaryFolder() }

    private func path(_ roof: String) -> String { "\(folder.path)/\(roof)" }

    /// A command on one of the machines, on a terminal, with what the person answers.
    private func person(
        at roof: String, in network: StreetNetwork, _ words: [String], answers: [String] = []
    ) async throws -> ChildProcess {
        typed.append("\(roof): heliograph \(words.joined(separator: " ").prefix(70))")
        let command =
            [try await Self.absolute("nsenter")] + network.words(in: roof).dropFirst().filter { $0 != "--" }
            + [try HeliographProgram.path]
        return try await ChildProcess.start(
            ChildCommand(
                "python3",
                ["\(ForeignTool.root)/Tests/ProgramTests/Instruments/typist.py"] + command + words + ["--"] + answers,
                output: .lines, errors: .lines, endsWithParent: true))
    }

    private static func absolute(_ tool: String) async throws -> String {
        try #require(try await ChildProcess.run("sh", ["-c", "command -v \(tool)"]).1.first)
    }

    /// How a person's command ended, and what it showed after what was read already.
    private func end(_ child: ChildProcess) async -> (exit: ChildProcess.Exit, lines: [String]) {
        let lines = await child.lines.reduce(into: [String]()) { $0.append($1) }
        return (await child.wait(), lines)
    }

    /// What a machine has from its owner before: a meter, and the blank for the name, as the package brings it.
    private func prepare(_ roof: String, ordinal: Int) throws {
        try FileManager.default.createDirectory(atPath: path(roof), withIntermediateDirectories: true)
        let text = """
            # My own words, which stay.
            origin: COMMUNITY/NAME
            interval: 2
            clock: {kept-by-host: true}
            meters:
              pv: {kind: simulated, impulses: 10000, sun: {peak-kw: \(ordinal + 4)}}
            """
        try Data(text.utf8).write(to: URL(filePath: "\(path(roof))/heliograph.yaml"))
    }

    private func start(_ words: [String], log: String) async throws -> ChildProcess {
        try await ChildProcess.start(
            ChildCommand(
                words[0], Array(words.dropFirst()), output: .file("\(folder.path)/\(log)"),
                errors: .file("\(folder.path)/\(log)"), endsWithParent: true))
    }

    /// A neighbour on the phone: one invites, the other joins, and they compare.
    private func join(_ roof: String, _ network: StreetNetwork) async throws {
        let invite = try await person(
            at: "roof-1", in: network, ["community", "invite", "-c", path("roof-1")],
            answers: ["Let linden.energy/\(roof) in?", "yes"])
        var line: String?
        var code = 0
        for await shown in invite.lines {
            if shown.contains("█") { code += 1 }
            if let start = shown.firstRange(of: "heliograph-join:1:") {
                line = String(shown[start.lowerBound...])
                break
            }
        }
        #expect(code > 20, "no QR code")
        let join = try await person(
            at: place(roof), in: network,
            ["community", "join", try #require(line), "--gateway", roof, "-c", path(roof)])
        let (joined, invited) = (await end(join), await end(invite))
        #expect(joined.exit == .code(0), "\(joined.lines)")
        #expect(invited.exit == .code(0), "\(invited.lines)")
        // What one reads out is what the other sees.
        func fingerprint(_ lines: [String]) -> Substring? {
            lines.lazy.compactMap { $0.firstMatch(of: /^ +(\d{4}( \d{4}){4})$/)?.1 }.first
        }
        #expect(fingerprint(joined.lines) != nil && fingerprint(joined.lines) == fingerprint(invited.lines))
    }

    /// Members who sign what waits, all at once.
    private func agree(_ roofs: [String], _ network: StreetNetwork, answer: String = "Sign this?") async throws
        -> [String]
    {
        var members: [ChildProcess] = []
        for roof in roofs {
            members.append(
                try await person(
                    at: place(roof), in: network, ["community", "agree", "-c", path(roof)], answers: [answer, "yes"]))
        }
        var shown: [String] = []
        for member in members {
            let agreed = await end(member)
            #expect(agreed.exit == .code(0), "\(agreed.lines)")
            shown += agreed.lines
        }
        return shown
    }

    /// The service of a machine, as systemd would start it.
    private func serve(_ roof: String, _ network: StreetNetwork) async throws -> ChildProcess {
        typed.append("\(roof): systemctl enable --now heliograph")
        return try await start(
            network.words(in: place(roof)) + [try HeliographProgram.path, "run", "-c", path(roof)], log: "\(roof).log")
    }

    /// The fifth machine is where the cables meet.
    private func place(_ roof: String) -> String { roof == "roof-5" ? StreetNetwork.hub : roof }

    /// From nothing to what four hold.
    private func found(_ network: StreetNetwork, _ children: inout [String: ChildProcess]) async throws {
        let roofs = StreetFolder.roofs
        let begun = SuspendingClock.now
        let host = StreetNetwork.address(of: "roof-1")
        let found = await end(
            try await person(
                at: "roof-1", in: network,
                ["community", "found", "linden.energy", "--gateway", "roof-1", "--host", host, "-c", path("roof-1")]))
        #expect(found.exit == .code(0), "\(found.lines)")
        typed.append("roof-1: systemctl restart mosquitto")
        children["broker"] = try await start(
            network.words(in: "roof-1") + ["/usr/sbin/mosquitto", "-c", "\(path("roof-1"))/broker/mosquitto.conf"],
            log: "broker.log")
        for roof in roofs.dropFirst() { try await join(roof, network) }
        // Three sign, which is a quorum; the fourth comes later, and follows.
        let shown = try await agree(Array(roofs.dropLast()), network)
        #expect(shown.contains { $0.contains("3 of 4 mirrors, 1 of them may be dead or lying") })
        _ = try await agree(["roof-4"], network, answer: "Follow it?")
        for roof in roofs { children[roof] = try await serve(roof, network) }
        for roof in roofs { #expect(try await waits { try await self.holdsReading(roof) }, "\(roof)") }
        let taken = SuspendingClock.now - begun
        print("Founded, and recorded by four, in \(taken) with \(typed.count) commands:")
        typed.forEach { print("  \($0)") }
        #expect(taken < .seconds(600))
        let text = String(decoding: try SmallFile.read("\(path("roof-2"))/heliograph.yaml"), as: UTF8.self)
        #expect(text.hasPrefix("# My own words, which stay.\norigin: linden.energy/roof-2\n"))
    }

    /// A fifth joins a street that lives: whoever let it in proposes, a quorum of the four signs, and all follow.
    private func grow(_ network: StreetNetwork, _ children: inout [String: ChildProcess]) async throws {
        try await join("roof-5", network)
        let shown = try await agree(["roof-1", "roof-2", "roof-3"], network)
        #expect(shown.contains { $0.contains("+ linden.energy/roof-5") })
        #expect(shown.contains { $0.contains("4 of 5 mirrors") && $0.contains("before: 3 of 4") })
        _ = try await agree(["roof-4", "roof-5"], network, answer: "Follow it?")
        for roof in StreetFolder.roofs {
            children[roof]?.signal(SignalNumber.terminate)
            _ = await children[roof]?.wait()
            children[roof] = try await serve(roof, network)
        }
        children["roof-5"] = try await serve("roof-5", network)
        #expect(try await waits { try await self.holdsReading("roof-5") })
    }

    @Test(
        "of four machines takes minutes, until a quorum holds a reading; a fifth joins later",
        .needsNamespaces, .timeLimit(.minutes(10)))
    func four() async throws {
        let network = try await StreetNetwork()
        for (ordinal, roof) in (StreetFolder.roofs + ["roof-5"]).enumerated() { try prepare(roof, ordinal: ordinal) }
        var children: [String: ChildProcess] = [:]
        do {
            try await found(network, &children)
            try await grow(network, &children)
        } catch {
            Issue.record(error)
        }
        for (name, child) in children where name != "broker" {
            child.signal(SignalNumber.terminate)
            _ = await child.wait()
        }
        children["broker"]?.signal(SignalNumber.terminate)
        _ = await children["broker"]?.wait()
        await network.remove()
    }

    /// Whether somebody else's word is enough: a proof of a reading of this gateway, by the policy alone.
    private func holdsReading(_ roof: String) async throws -> Bool {
        let proof = path("\(roof).tlog-proof")
        for file in [proof, "\(proof).entry"] { try? FileManager.default.removeItem(atPath: file) }
        let made = try await HeliographProgram.run("ledger", "proof", "3", "--state", path(roof), "--output", proof)
        guard made.exit == .code(0) else { return false }
        let verified = try await HeliographProgram.run(
            "verify", "--policy", "\(path(roof))/street.policy", proof, "\(proof).entry")
        return verified.exit == .code(0)
    }

    private func waits(until condition: () async throws -> Bool) async throws -> Bool {
        for _ in 0..<240 {
            if try await condition() { return true }
            try await Task.sleep(for: .milliseconds(500))
        }
        return false
    }
}
