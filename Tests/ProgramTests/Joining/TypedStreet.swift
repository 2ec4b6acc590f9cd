import FoundationEssentials
import System
import Testing

/// A street of machines, each with a network of its own, that lives by what persons type, and no more.
final class TypedStreet {
    let path: String
    let network: StreetNetwork
    /// What was typed, as it is typed on machines that are nothing else: `roof-1$ sudo heliograph …`.
    private(set) var typed: [String] = []
    private var services: [String: ChildProcess] = [:]

    init(of roofs: [String], in path: String) async throws {
        self.path = path
        network = try await StreetNetwork(of: roofs)
        for (ordinal, roof) in roofs.enumerated() { try prepare(roof, ordinal: ordinal) }
    }

    /// The folder of a machine.
    func folder(_ roof: String) -> String { "\(path)/\(roof)" }

    /// What a machine has from its owner before: a meter, and the blank for the name, as the package brings it.
    private func prepare(_ roof: String, ordinal: Int) throws {
        try FileManager.default.createDirectory(atPath: folder(roof), withIntermediateDirectories: true)
        let text = """
            # My own words, which stay.
            origin: COMMUNITY/NAME
            interval: 2
            clock: {kept-by-host: true}
            meters:
              pv: {kind: simulated, impulses: 10000, sun: {peak-kw: \(ordinal + 4)}}

            """
        try Data(text.utf8).write(to: URL(filePath: "\(folder(roof))/heliograph.yaml"))
    }

    // MARK: Typing

    /// Puts down what a person types, where it is not for this program.
    func type(_ words: String, at roof: String) { typed.append("\(roof)$ \(words)") }

    /// A command on one of the machines, on a terminal, with what the person answers.
    /// - Parameter meaning: what a word stands for that is told by another name.
    func begin(
        _ words: [String], at roof: String, meaning: [String: String] = [:], answers: [String] = []
    ) async throws -> ChildProcess {
        typed.append("\(roof)$ sudo heliograph \(told(words, at: roof))")
        let words = words.map { meaning[$0] ?? $0 }
        let inside =
            [try await Self.absolute("nsenter")] + network.words(in: roof).dropFirst().filter { $0 != "--" }
            + [try HeliographProgram.path]
        return try await ChildProcess.start(
            ChildCommand(
                "python3",
                ["\(ForeignTool.root)/Tests/ProgramTests/Instruments/typist.py"] + inside + words + ["--"] + answers,
                output: .lines, errors: .lines, endsWithParent: true))
    }

    /// A command as it is typed on a machine that is nothing else.
    private func told(_ words: [String], at roof: String) -> String {
        var shown = words.map { $0.hasPrefix("heliograph-join:") ? "heliograph-join:1:…" : $0 }
        if let place = shown.firstIndex(of: "-c"),
            [folder(roof), "\(folder(roof))/heliograph.yaml"].contains(shown[place + 1])
        {
            shown.removeSubrange(place...place + 1)
        }
        return shown.joined(separator: " ").replacing(folder(roof), with: "/etc/heliograph").replacing(
            "\(path)/", with: "")
    }

    /// The same, to its end, which is to be a good one.
    @discardableResult
    func person(
        at roof: String, _ words: [String], meaning: [String: String] = [:], answers: [String] = []
    ) async throws -> [String] {
        let ended = await end(try await begin(words, at: roof, meaning: meaning, answers: answers))
        #expect(
            ended.exit == .code(0), "\(roof): \(words.joined(separator: " "))\n\(ended.lines.joined(separator: "\n"))")
        return ended.lines
    }

    /// How a person's command ended, and what it showed after what was read already.
    func end(_ child: ChildProcess) async -> (exit: ChildProcess.Exit, lines: [String]) {
        let lines = await child.lines.reduce(into: [String]()) { $0.append($1) }
        return (await child.wait(), lines)
    }

    private static func absolute(_ tool: String) async throws -> String {
        try #require(try await ChildProcess.run("sh", ["-c", "command -v \(tool)"]).1.first)
    }

    // MARK: What they do together

    /// The first machine founds the street, and has its broker.
    func found() async throws {
        try await person(
            at: "roof-1",
            [
                "community", "found", "linden.energy", "--gateway", "roof-1", "--host",
                StreetNetwork.address(of: "roof-1"), "-c", folder("roof-1"),
            ])
        type("sudo systemctl restart mosquitto", at: "roof-1")
        services["broker"] = try await start(
            network.words(in: "roof-1") + ["/usr/sbin/mosquitto", "-c", "\(folder("roof-1"))/broker/mosquitto.conf"],
            log: "broker.log")
    }

    /// A neighbour on the phone: one invites, the other joins, and they compare.
    func join(_ roof: String, as name: String? = nil, configuration: String? = nil) async throws {
        let name = name ?? roof
        let invite = try await begin(
            ["community", "invite", "-c", folder("roof-1")], at: "roof-1",
            answers: ["Let linden.energy/\(name) in?", "yes"])
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
        let join = try await begin(
            [
                "community", "join", try #require(line), "--gateway", name, "-c",
                configuration ?? folder(roof),
            ], at: roof)
        let (joined, invited) = (await end(join), await end(invite))
        #expect(joined.exit == .code(0), "\(joined.lines)")
        #expect(invited.exit == .code(0), "\(invited.lines)")
        // What one reads out is what the other sees.
        func fingerprint(_ lines: [String]) -> Substring? {
            lines.lazy.compactMap { $0.firstMatch(of: /^ +(\d{4}( \d{4}){4})$/)?.1 }.first
        }
        #expect(fingerprint(joined.lines) != nil && fingerprint(joined.lines) == fingerprint(invited.lines))
    }

    /// Members agree: the first proposes, and tells the others.
    /// - Parameter change: what the first says is to change.
    /// - Returns: what the first saw.
    @discardableResult
    func agree(
        _ roofs: [String], _ change: [String] = [], meaning: [String: String] = [:]
    ) async throws -> [String] {
        func member(_ roof: String, _ change: [String] = []) async throws -> ChildProcess {
            try await begin(
                ["community", "agree"] + change + ["-c", folder(roof)], at: roof, meaning: meaning,
                answers: ["[yes/no]", "yes"])
        }
        let first = try await member(roofs[0], change)
        var seen: [String] = []
        for await line in first.lines {
            seen.append(line)
            // Now the others can see it.
            if line.contains("signed by 1 of") { break }
        }
        var others: [(roof: String, ChildProcess)] = []
        for roof in roofs.dropFirst() { others.append((roof, try await member(roof))) }
        for (roof, other) in others {
            let agreed = await end(other)
            #expect(agreed.exit == .code(0), "\(roof): \(agreed.lines.joined(separator: "\n"))")
        }
        let agreed = await end(first)
        #expect(agreed.exit == .code(0), "\(roofs[0]): \((seen + agreed.lines).joined(separator: "\n"))")
        return seen + agreed.lines
    }

    // MARK: Services

    /// Starts a gateway's service, or starts it again.
    func serve(_ roof: String, isFirst: Bool = false) async throws {
        await stop(roof)
        if isFirst { type("sudo systemctl enable --now heliograph", at: roof) }
        services[roof] = try await start(
            network.words(in: roof) + [try HeliographProgram.path, "run", "-c", folder(roof)], log: "\(roof).log")
    }

    /// Ends a gateway's service, in an orderly way or on the spot.
    func stop(_ roof: String, with signal: CInt = SignalNumber.terminate) async {
        guard let service = services.removeValue(forKey: roof) else { return }
        service.signal(signal)
        _ = await service.wait()
    }

    private func start(_ words: [String], log: String) async throws -> ChildProcess {
        try await ChildProcess.start(
            ChildCommand(
                words[0], Array(words.dropFirst()), output: .file("\(path)/\(log)"), errors: .file("\(path)/\(log)"),
                endsWithParent: true))
    }

    /// Ends all of it.
    func end() async {
        for name in services.keys.sorted(by: >) { await stop(name) }
        await network.remove()
    }

    // MARK: Looking

    /// How much of a log is recorded, as one of the machines has it.
    func recorded(_ name: String, at roof: String, state: String? = nil) async throws -> Int {
        struct Head: Decodable {
            var origin: String
            var recorded: Int?
        }
        let result = try await HeliographProgram.run("ledger", "heads", "--state", state ?? folder(roof), "--json")
        for line in result.lines where result.exit == .code(0) {
            let head = try JSONDecoder().decode(Head.self, from: Data(line.utf8))
            if head.origin == "linden.energy/\(name)" { return head.recorded ?? 0 }
        }
        return 0
    }

    /// Waits until these logs are recorded further than now, as their own gateways have them.
    func grow(_ roofs: [String], after what: String) async throws {
        var before: [String: Int] = [:]
        for roof in roofs { before[roof] = try await recorded(roof, at: roof) }
        for (roof, size) in before {
            let isGrown = try await waits { try await self.recorded(roof, at: roof) > size + 1 }
            #expect(isGrown, "after \(what): \(roof) stays at \(size)")
        }
    }

    func waits(until condition: () async throws -> Bool) async throws -> Bool {
        for _ in 0..<240 {
            if try await condition() { return true }
            try await Task.sleep(for: .milliseconds(500))
        }
        return false
    }
}
