import FoundationEssentials
import System
import Testing

/// The life of a street that nobody runs, as Sources/heliograph/Commands/Community/README.md tells it: what is typed there is typed
/// here, in that order.
@Suite("A street without an operator", .needs(.mosquittoSub, .ip))
final class TourTests {
    private let temporary: TemporaryFolder
    private let phrase = "correct horse battery staple"
    /// Proofs that were made on the way.
    private var proofs: [String] = []

    init() throws { temporary = try TemporaryFolder() }

    private func path(_ name: String) -> String { "\(temporary.path)/\(name)" }

    @Test(
        "is founded by four, takes in a fifth, lets one go, and outlives a stolen key and a lost machine",
        .needsNamespaces, .timeLimit(.minutes(15)))
    func tour() async throws {
        let street = try await TypedStreet(of: (1...5).map { "roof-\($0)" }, in: temporary.path)
        do {
            try await found(street)
            try await takeIn(street)
            try await letGo(street)
            try await revoke(street)
            try await replace(street)
        } catch {
            Issue.record(error)
        }
        await street.end()
        if let file = CurrentProcess.variable("HELIOGRAPH_TOUR") {
            try Data((street.typed.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: file))
        }
        let document = "\(ForeignTool.root)/Sources/heliograph/Commands/Community/README.md"
        let told = String(decoding: try SmallFile.read(document), as: UTF8.self).split(separator: "\n")
            .filter { $0.hasPrefix("roof-") && $0.dropFirst(6).hasPrefix("$ ") }.map(String.init)
        #expect(told == street.typed, "the document tells another story")
    }

    /// Four found it, and read.
    private func found(_ street: TypedStreet) async throws {
        let begun = SuspendingClock.now
        try await street.found()
        for roof in ["roof-2", "roof-3", "roof-4"] { try await street.join(roof) }
        let seen = try await street.agree(["roof-1", "roof-2", "roof-3", "roof-4"])
        #expect(seen.contains { $0.contains("3 of 4 mirrors, 1 of them may be dead or lying") }, "\(seen)")
        for roof in ["roof-1", "roof-2", "roof-3", "roof-4"] { try await street.serve(roof, isFirst: true) }
        let text = String(decoding: try SmallFile.read("\(street.folder("roof-2"))/heliograph.yaml"), as: UTF8.self)
        #expect(text.hasPrefix("# My own words, which stay.\norigin: linden.energy/roof-2\n"))
        try await street.grow(["roof-1", "roof-2", "roof-3", "roof-4"], after: "the founding")
        let taken = SuspendingClock.now - begun
        print("founded, and recorded by four, in \(taken) with \(street.typed.count) commands")
        #expect(taken < .seconds(600))
        try await street.person(
            at: "roof-4", ["keys", "backup", path("keys.txt"), "-c", street.folder("roof-4")],
            answers: ["A new passphrase:", phrase, "The same again:", phrase])
        try FileManager.default.copyItem(
            atPath: "\(street.folder("roof-1"))/street.policy", toPath: path("first.policy"))
        for roof in ["roof-2", "roof-3", "roof-4"] { try await prove(roof, "founded", street) }
        try await everyProofHolds(street)
    }

    /// A fifth joins.
    private func takeIn(_ street: TypedStreet) async throws {
        let all = (1...5).map { "roof-\($0)" }
        try await street.join("roof-5")
        let seen = try await street.agree(all)
        #expect(seen.contains { $0.contains("4 of 5 mirrors") && $0.contains("before: 3 of 4") }, "\(seen)")
        for roof in all.dropLast() { try await street.serve(roof) }
        try await street.serve("roof-5", isFirst: true)
        try await street.grow(all, after: "the fifth")
        for roof in ["roof-3", "roof-5"] { try await prove(roof, "five", street) }
        try await everyProofHolds(street)
    }

    /// One leaves.
    private func letGo(_ street: TypedStreet) async throws {
        let rest = ["roof-1", "roof-3", "roof-4", "roof-5"]
        let seen = try await street.agree(rest, ["--remove", "linden.energy/roof-2"])
        #expect(seen.contains { $0.contains("- linden.energy/roof-2") }, "\(seen)")
        for roof in rest { try await street.serve(roof) }
        try await street.grow(rest, after: "the second has left")
        await street.stop("roof-2")
        try await street.grow(rest, after: "the second is off")
        try await prove("roof-3", "left", street)
        try await everyProofHolds(street)
    }

    /// A thief has the keys of one, and signed with them.
    private func revoke(_ street: TypedStreet) async throws {
        street.type("sudo systemctl disable --now heliograph", at: "roof-3")
        await street.stop("roof-3")
        // The last two entries are the thief's: it has the same keys, and a quorum recorded what they signed.
        let size = try await street.recorded("roof-3", at: "roof-3") - 2
        try await prove("roof-3", "stolen", street, index: size)
        proofs.removeLast()
        let words = try await street.person(
            at: "roof-3", ["recover", "--new-origin", "--end", "SIZE", "-c", street.folder("roof-3")],
            meaning: ["SIZE": "\(size)"], answers: ["[yes/no]", "yes"])
        #expect(words.contains { $0.contains("roof-3-g2 is made, with new keys") }, "\(words)")
        let new = "\(street.folder("roof-3"))/heliograph.g2.yaml"
        try await street.join("roof-3", as: "roof-3-g2", configuration: new)
        street.type("sudo mv /etc/heliograph/heliograph.g2.yaml /etc/heliograph/heliograph.yaml", at: "roof-3")
        let old = "\(street.folder("roof-3"))/heliograph.yaml"
        try FileManager.default.removeItem(atPath: old)
        try FileManager.default.moveItem(atPath: new, toPath: old)
        let seen = try await street.agree(
            ["roof-1", "roof-4", "roof-5", "roof-3"], ["--end", "linden.energy/roof-3=SIZE"],
            meaning: ["linden.energy/roof-3=SIZE": "linden.energy/roof-3=\(size)"])
        #expect(seen.contains { $0.contains("its log ends: entries from \(size) on prove nothing") }, "\(seen)")
        for roof in ["roof-1", "roof-4", "roof-5"] { try await street.serve(roof) }
        try await street.serve("roof-3", isFirst: true)
        try await street.grow(["roof-1", "roof-4", "roof-5"], after: "the revocation")
        let state = "\(street.folder("roof-3"))/roof-3-g2"
        #expect(try await street.waits { try await street.recorded("roof-3-g2", at: "roof-3", state: state) > 2 })
        // What the key signed from there on proves nothing, though a quorum recorded it.
        let refused = try await HeliographProgram.run(
            "verify", "--policy", "\(street.folder("roof-1"))/street.policy", path("roof-3-stolen"),
            path("roof-3-stolen.entry"))
        #expect(
            refused.exit == .code(1) && refused.lines.contains { $0.contains("stands behind its end") },
            "\(refused.lines)")
        try await everyProofHolds(street)
    }

    /// A machine is gone, and its keys come back from a sheet of paper.
    private func replace(_ street: TypedStreet) async throws {
        let before = try await street.recorded("roof-4", at: "roof-4")
        await street.stop("roof-4", with: SignalNumber.kill)
        try FileManager.default.removeItem(atPath: street.folder("roof-4"))
        try await street.person(
            at: "roof-4", ["keys", "restore", path("keys.txt"), "-c", "\(street.folder("roof-4"))/heliograph.yaml"],
            answers: ["The backup's passphrase:", phrase])
        let seen = try await street.agree(["roof-4", "roof-1", "roof-5", "roof-3"])
        #expect(seen.contains { $0.contains("~ linden.energy/roof-4, mirror") }, "\(seen)")
        for roof in ["roof-1", "roof-3", "roof-5"] { try await street.serve(roof) }
        try await street.serve("roof-4", isFirst: true)
        #expect(try await street.waits { try await street.recorded("roof-4", at: "roof-4") > before })
        try await street.grow(["roof-1", "roof-4", "roof-5"], after: "the new machine")
        try await prove("roof-4", "again", street)
        try await everyProofHolds(street)
    }

    /// Proves a reading that is recorded and not the newest, or the entry at an index.
    private func prove(
        _ roof: String, _ name: String, _ street: TypedStreet, index: Int? = nil
    ) async throws {
        let place = if let index { index } else { try await street.recorded(roof, at: roof) - 4 }
        let proof = path("\(roof)-\(name)")
        let made = try await HeliographProgram.run(
            "ledger", "proof", "\(place)", "--state", street.folder(roof), "--output", proof)
        #expect(made.exit == .code(0), "\(made.lines)")
        proofs.append(proof)
    }

    /// Whatever was proven stays so, for whoever has the newest policy and for whoever has only the first version.
    private func everyProofHolds(_ street: TypedStreet) async throws {
        for proof in proofs {
            for policy in ["\(street.folder("roof-1"))/street.policy", path("first.policy")] {
                let verified = try await HeliographProgram.run("verify", "--policy", policy, proof, "\(proof).entry")
                #expect(verified.exit == .code(0), "\(proof), \(policy): \(verified.lines)")
            }
        }
    }
}
