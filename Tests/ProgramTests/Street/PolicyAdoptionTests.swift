import FoundationEssentials
import System
import Testing

/// A street whose policy changes while it runs: each gateway follows in its own time.
@Suite("The community changes its policy", .needs(.mosquittoSub))
final class PolicyAdoptionTests {
    private let temporary: TemporaryFolder

    init() throws { temporary = try TemporaryFolder() }

    private func path(_ name: String) -> String { "\(temporary.path)/\(name)" }

    private func heliograph(_ arguments: String...) async throws -> [String] {
        let (exit, lines) = try await ChildProcess.run(try HeliographProgram.path, arguments)
        #expect(exit == .code(0), "\(arguments.joined(separator: " ")): \(lines.joined(separator: "\n"))")
        return lines
    }

    /// Makes a version and has three members sign it.
    private func agree(_ options: [String], from file: String, to output: String, in folder: StreetFolder) async throws
    {
        let propose = [
            "community", "propose", file, "--state", folder.roof("roof-1"), "--yes", "--output", path(output),
        ]
        let made = try await ChildProcess.run(try HeliographProgram.path, propose + options)
        #expect(made.0 == .code(0), "\(made.1)")
        for roof in ["roof-2", "roof-3"] {
            _ = try await heliograph("community", "sign", path(output), "--state", folder.roof(roof), "--yes")
        }
    }

    /// Restarts a gateway with a version of the policy in a file of its own.
    private func adopt(_ file: String, _ roof: String, in street: RunningStreet) async throws {
        _ = await street.stop(roof)
        let configuration = "\(street.folder.roof(roof))/heliograph.yaml"
        let text = String(decoding: try SmallFile.read(configuration), as: UTF8.self)
        try Data(text.replacing("policy: ../policy", with: "policy: policy").utf8).write(
            to: URL(filePath: configuration))
        _ = try await heliograph("community", "adopt", path(file), "-c", configuration)
        try await street.start([roof])
    }

    /// Waits until every log has grown and is recorded further than before.
    private func grows(_ street: RunningStreet, _ why: String) async throws {
        var before: [String: Int] = [:]
        for roof in StreetFolder.roofs { before[roof] = try await street.head(of: roof).recorded }
        for (roof, before) in before {
            let isGrown = try await street.waits { try await street.head(of: roof).recorded > before + 2 }
            #expect(isGrown, "\(why): \(roof) stays at \(before)")
        }
    }

    /// What each log says of the versions that it adopted.
    private func adopted(_ version: Int, _ roof: String, in folder: StreetFolder) async throws -> Int? {
        struct Shown: Decodable { let statement: String }
        for index in 1..<80 {
            let (exit, lines) = try await HeliographProgram.run(
                "ledger", "show", "\(index)", "--state", folder.roof(roof), "--json")
            guard exit == .code(0), let line = lines.first else { return nil }
            let shown = try JSONDecoder().decode(Shown.self, from: Data(line.utf8))
            if shown.statement == "the adoption of version \(version) of the community's policy" { return index }
        }
        return nil
    }

    private func verify(_ proof: String, with policy: String, says words: String) async throws {
        let lines = try await heliograph("verify", "--policy", policy, path(proof), path("\(proof).entry"))
        #expect(lines.contains { $0.contains(words) }, "\(lines)")
    }

    @Test(
        "a card dies, and its gateway's new mirror is taken in: what is recorded stays so, and whoever has the first version follows"
    )
    func newMirror() async throws {
        let street = try await RunningStreet(in: temporary.path)
        let folder = street.folder
        try await agree([], from: folder.policy, to: "first", in: folder)
        for roof in StreetFolder.roofs { try await adopt("first", roof, in: street) }
        try await grows(street, "founded")
        #expect(try await adopted(1, "roof-1", in: folder) != nil)
        let reading = try await street.head(of: "roof-1").recorded - 1
        let state = folder.roof("roof-1")
        _ = try await heliograph("ledger", "proof", "\(reading)", "--state", state, "--output", path("old"))

        await street.kill("roof-4")
        for file in ["heliograph.db", "heliograph.db-wal", "heliograph.db-shm", "home"] {
            try? FileManager.default.removeItem(atPath: "\(folder.roof("roof-4"))/\(file)")
        }
        try await street.start(["roof-4"])
        #expect(try await street.waits { try await street.head(of: "roof-4").recorded > 0 })
        try await agree(["--add", "\(folder.roof("roof-4"))/card.txt"], from: path("first"), to: "second", in: folder)
        for roof in ["roof-3", "roof-1", "roof-4", "roof-2"] {
            try await adopt("second", roof, in: street)
            try await grows(street, "after \(roof)")
        }
        // Without one of those whose mirrors have not changed the first version's quorum is not there any more.
        _ = await street.stop("roof-2")
        let before = try await street.head(of: "roof-1").recorded
        #expect(try await street.waits { try await street.head(of: "roof-1").recorded > before + 2 })
        let newest = try await street.head(of: "roof-1").recorded - 1
        _ = try await heliograph("ledger", "proof", "\(newest)", "--state", state, "--output", path("new"))
        _ = try await heliograph(
            "ledger", "proof", "--from", "2020-01-01", "--to", "2090-01-01", "--state", state, "--output",
            path("period"))
        _ = try await heliograph("ledger", "verify", "--state", state)
        await street.end()

        // Offline, by whoever trusts the first version, or both.
        for policy in [path("first"), path("second")] {
            try await verify("old", with: policy, says: "under version 1 of the policy")
            try await verify("new", with: policy, says: "under version 2 of the policy")
            let whole = try await heliograph("verify", "--policy", policy, path("period"))
            #expect(whole.contains { $0.contains("under version 2 of the policy") }, "\(whole)")
        }
        _ = try await heliograph(
            "verify", "--policy", path("second"), "--policy-version", "1", path("old"), path("old.entry"))
        _ = try await heliograph("verify", "--policy", folder.policy, path("old"), path("old.entry"))
        let alone = try await HeliographProgram.run(
            "verify", "--policy", path("second"), "--policy-version", "1", path("new"), path("new.entry"))
        #expect(alone.exit == .code(1) && alone.lines.contains { $0.contains("Only 2 of the 3") }, "\(alone.lines)")
        try await StreetAudit.checkOwnLogs(of: folder)
    }
}
