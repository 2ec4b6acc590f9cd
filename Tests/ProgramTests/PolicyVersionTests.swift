import FoundationEssentials
import System
import Testing

/// A community that changes its policy together, by files that go from hand to hand.
@Suite("A policy that changes", .needs(.goNote, .mosquittoSub))
final class PolicyVersionTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func path(_ name: String) -> String { "\(folder.path)/\(name)" }

    private func heliograph(_ arguments: String...) async throws -> (exit: ChildProcess.Exit, lines: [String]) {
        try await ChildProcess.run(try HeliographProgram.path, arguments)
    }

    /// Gateways, and the plain policy of the first of them.
    private func found(_ count: Int, of all: Int) async throws {
        for ordinal in 1...all {
            let made = try await heliograph("init", "-d", path("g\(ordinal)"), "--origin", "linden.energy/g\(ordinal)")
            #expect(made.exit == .code(0), "\(made.lines)")
        }
        let cards = (1...count).map { path("g\($0)/card.txt") }
        let made = try await ChildProcess.run(
            try HeliographProgram.path, ["community", "create", "--output", path("plain")] + cards)
        #expect(made.0 == .code(0), "\(made.1)")
    }

    private func sign(_ file: String, _ gateway: String) async throws -> (exit: ChildProcess.Exit, lines: [String]) {
        try await heliograph("community", "sign", path(file), "--state", path(gateway), "--yes")
    }

    @Test("is founded, lets a member in, and is followed by its gateways, who go back to no older version")
    func life() async throws {
        try await found(4, of: 5)
        let proposed = try await heliograph(
            "community", "propose", path("plain"), "--state", path("g1"), "--yes", "--output", path("street"))
        #expect(
            proposed.exit == .code(0) && proposed.lines.contains { $0.contains("signed by 1 of 3") },
            "\(proposed.lines)")
        #expect(try await heliograph("community", "status", path("street")).exit == .code(1))
        for gateway in ["g2", "g4"] { #expect(try await sign("street", gateway).exit == .code(0)) }
        let status = try await heliograph("community", "status", path("street"), "--json")
        #expect(status.exit == .code(0) && status.lines.count == 1 && status.lines[0].contains("\"is_in_force\":true"))
        #expect(try await heliograph("community", "lint", path("street")).exit == .code(0))

        // Go reads it as any note.
        let go = try await GoVerifier("versions", in: folder.path)
        let read = try await go.run([path("plain"), path("street")])
        #expect(
            read.exit == .code(0) && read.lines == ["linden.energy/g1 linden.energy/g2 linden.energy/g4"],
            "\(read.lines)")

        let joins = try await heliograph(
            "community", "propose", path("street"), "--add", path("g5/card.txt"), "--state", path("g3"), "--yes",
            "--output", path("larger"))
        #expect(
            joins.lines.contains { $0.contains("+ linden.energy/g5") }
                && joins.lines.contains { $0.contains("4 of 5 mirrors") && $0.contains("before: 3 of 4") },
            "\(joins.lines)")
        // What the newcomer reads out is what the members see.
        let card = try await heliograph("community", "card", path("g5/card.txt"))
        let fingerprints = card.lines.dropFirst().map { $0.split(separator: "  ").last.map(String.init) ?? "none" }
        #expect(card.exit == .code(0) && fingerprints.count == 2 && fingerprints[0] != fingerprints[1], "\(card.lines)")
        #expect(fingerprints.allSatisfy { words in joins.lines.contains { $0.hasSuffix(words) } }, "\(fingerprints)")
        let stranger = try await sign("larger", "g5")
        #expect(
            stranger.exit == .code(1) && stranger.lines.contains { $0.contains("no member's") }, "\(stranger.lines)")
        for gateway in ["g1", "g2"] { #expect(try await sign("larger", gateway).exit == .code(0)) }
        let done = try await heliograph("community", "status", path("larger"))
        #expect(done.exit == .code(0) && done.lines.contains { $0.contains("Version 2 is in force") }, "\(done.lines)")
        let beyond = try await heliograph("verify", "--policy", path("larger"), "--policy-version", "3", path("none"))
        #expect(beyond.exit == .code(2) && beyond.lines.contains { $0.contains("versions 1 to 2") }, "\(beyond.lines)")
        let plain = try await heliograph("verify", "--policy", path("plain"), "--policy-version", "1", path("none"))
        #expect(plain.exit == .code(2) && plain.lines.contains { $0.contains("has no versions") }, "\(plain.lines)")
        try await follow()
    }

    /// A gateway that has no broker follows what its file says, and notices what the file must not say.
    private func follow() async throws {
        let configuration = path("g1/heliograph.yaml")
        let text = String(decoding: try SmallFile.read(configuration), as: UTF8.self)
        #expect(!text.contains("\npolicy:"))
        try Data((text + "\npolicy: policy\n").utf8).write(to: URL(filePath: configuration))
        let policy = path("g1/policy")
        try FileManager.default.copyItem(atPath: path("plain"), toPath: policy)
        #expect(try await starts(configuration) == nil)
        let adopted = try await heliograph("community", "adopt", path("larger"), "-c", configuration)
        #expect(adopted.exit == .code(0) && adopted.lines.contains { $0.contains("version 2") }, "\(adopted.lines)")
        #expect(try SmallFile.read(policy) == SmallFile.read(path("larger")))
        #expect(try await starts(configuration) == nil)
        let older = try await heliograph("community", "adopt", path("street"), "-c", configuration)
        #expect(older.exit == .code(1) && older.lines.contains { $0.contains("get the newest") }, "\(older.lines)")
        for (file, words) in [("street", "and no older one"), ("plain", "put that back")] {
            try Data(try SmallFile.read(path(file))).write(to: URL(filePath: policy))
            let refusal = try await starts(configuration)
            #expect(refusal?.contains(words) == true, "\(file): \(refusal ?? "it started")")
        }
    }

    /// - Returns: the last words of a service that does not start; `nil` for one that does, which is ended.
    private func starts(_ configuration: String) async throws -> String? {
        let log = path("service.log")
        try? FileManager.default.removeItem(atPath: log)
        let service = try await ChildProcess.start(
            ChildCommand(
                try HeliographProgram.path, ["run", "--configuration", configuration], output: .file(log),
                errors: .file(log), endsWithParent: true))
        // One that answers has begun to listen to signals as well.
        while service.isRunning, try await heliograph("recover", "-c", configuration).exit != .code(0) {
            try await Task.sleep(for: .milliseconds(100))
        }
        service.signal(SignalNumber.terminate)
        guard await service.wait() != .code(0) else { return nil }
        return String(decoding: try SmallFile.read(log), as: UTF8.self).split(separator: "\n").last.map(String.init)
    }

    @Test(
        "one member signs one successor, whichever file it is asked with, and a file where two meet names who did not")
    func successors() async throws {
        try await found(4, of: 4)
        #expect(
            try await heliograph(
                "community", "propose", path("plain"), "--state", path("g1"), "--yes", "--output", path("street")
            ).exit == .code(0))
        for gateway in ["g2", "g3"] { #expect(try await sign("street", gateway).exit == .code(0)) }
        func propose(_ quorum: String, _ gateway: String, _ file: String) async throws -> (
            exit: ChildProcess.Exit, lines: [String]
        ) {
            try await heliograph(
                "community", "propose", path("street"), "--quorum", quorum, "--state", path(gateway), "--yes",
                "--output",
                path(file))
        }
        let broken = try await propose("2", "g1", "none")
        #expect(broken.exit == .code(2) && broken.lines.contains { $0.contains("write 3") }, "\(broken.lines)")
        #expect(try await propose("4", "g1", "one").exit == .code(0))
        let configuration = path("g1/heliograph.yaml")
        let text = String(decoding: try SmallFile.read(configuration), as: UTF8.self)
        try Data((text + "\npolicy: policy\n").utf8).write(to: URL(filePath: configuration))
        let early = try await heliograph("community", "adopt", path("one"), "-c", configuration)
        #expect(early.exit == .code(1) && early.lines.contains { $0.contains("signed by 1 of 3") }, "\(early.lines)")
        let unchanged = try await propose("3", "g2", "none")
        #expect(unchanged.exit == .code(2) && unchanged.lines.contains { $0.contains("nothing would change") })
        let leaving = try await heliograph(
            "community", "propose", path("street"), "--remove", "linden.energy/g4", "--state", path("g2"), "--yes",
            "--output", path("other"))
        #expect(leaving.exit == .code(0), "\(leaving.lines)")
        let refused = try await sign("other", "g1")
        #expect(refused.exit == .code(1) && refused.lines.contains { $0.contains("already") }, "\(refused.lines)")
        // g2 forgets what it signed, as a liar would.
        try FileManager.default.removeItem(atPath: path("g2/signed-policies"))
        #expect(try await sign("one", "g2").exit == .code(0))
        let met = try await heliograph("community", "merge", path("one"), path("other"))
        #expect(
            met.exit == .code(1)
                && met.lines.contains { $0.contains("signed by linden.energy/g2, which no honest member does") },
            "\(met.lines)")
    }

    @Test("goes from member to member over the street's broker, which is not trusted")
    func broker() async throws {
        let street = try await RunningStreet(in: folder.path)
        func configuration(_ roof: String) -> String { "\(street.folder.roof(roof))/heliograph.yaml" }
        func file(_ roof: String) -> String { path("versions-\(roof)") }
        func share(_ roof: String) async throws -> (exit: ChildProcess.Exit, lines: [String]) {
            try await heliograph("community", "share", file(roof), "-c", configuration(roof), "--for", "1s")
        }
        let policy = "\(street.folder.path)/policy"
        let proposed = try await heliograph(
            "community", "propose", policy, "--state", street.folder.roof("roof-1"), "--yes", "--output", file("roof-1")
        )
        #expect(proposed.exit == .code(0), "\(proposed.lines)")
        let first = try await share("roof-1")
        #expect(first.exit == .code(0) && first.lines.contains { $0.contains("No other member") }, "\(first.lines)")
        for (roof, count) in [("roof-2", 2), ("roof-4", 3)] {
            let taken = try await share(roof)
            #expect(
                taken.exit == .code(0) && taken.lines.contains { $0.contains("demo.street/roof-1") }, "\(taken.lines)")
            let signed = try await heliograph(
                "community", "sign", file(roof), "--state", street.folder.roof(roof), "--yes")
            #expect(signed.exit == .code(0), "\(signed.lines)")
            let given = try await share(roof)
            let words = count < 3 ? "signed by \(count) of 3" : "Version 1 is in force"
            #expect(given.exit == .code(0) && given.lines.contains { $0.contains(words) }, "\(given.lines)")
        }
        // Somebody who writes in a member's name at the broker: what it brings does not verify, and changes nothing.
        let spoilt = String(decoding: try SmallFile.read(file("roof-4")), as: UTF8.self).replacing(
            "mirrors 3", with: "mirrors 4")
        try Data(spoilt.utf8).write(to: URL(filePath: path("spoilt")))
        let published = try await ChildProcess.run(
            "mosquitto_pub",
            try street.folder.clientOptions(as: "roof-4") + [
                "-r", "-f", path("spoilt"), "-t", "heliograph/1/demo.street/roof-4/policy",
            ])
        #expect(published.0 == .code(0), "\(published.1)")
        let last = try await share("roof-1")
        #expect(last.exit == .code(1), "\(last.lines)")
        #expect(last.lines.contains { $0.contains("demo.street/roof-4: Version 1 of the policy") }, "\(last.lines)")
        #expect(last.lines.contains { $0.contains("signed by 2 of 3") }, "\(last.lines)")
        #expect(try await share("roof-4").exit == .code(0))
        let whole = try await share("roof-1")
        #expect(
            whole.exit == .code(0) && whole.lines.contains { $0.contains("Version 1 is in force") }, "\(whole.lines)")
        try await end("demo.street/roof-4", as: street.folder.roof("roof-1"), file("roof-1"))
        await street.end()
    }

    /// A member ends a log with what its own database has recorded of it, or with fewer entries, and never with more.
    private func end(_ log: String, as state: String, _ versions: String) async throws {
        func propose(_ end: String, _ name: String) async throws -> (exit: ChildProcess.Exit, lines: [String]) {
            try await heliograph(
                "community", "propose", versions, "--end", end, "--state", state, "--yes", "--output", path(name))
        }
        let more = try await propose("\(log)=1000000", "more")
        #expect(more.exit == .code(2) && more.lines.contains { $0.contains("recorded entries here") }, "\(more.lines)")
        let ended = try await propose("\(log)=2", "ended")
        #expect(
            ended.exit == .code(0) && ended.lines.contains { $0.contains("entries from 2 on prove nothing") },
            "\(ended.lines)")
        let text = String(decoding: try SmallFile.read(path("ended")), as: UTF8.self)
        #expect(text.contains("\n# end \(log) 2 ") && text.contains("\nlog \(log)+"))
    }
}
