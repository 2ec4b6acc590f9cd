import FoundationEssentials
import System
import Testing

/// A gateway's keys in a liar's hands, on a street of real gateways and a real broker.
@Suite("A gateway signs two histories", .needs(.mosquittoSub))
struct EquivocationTests {
    private struct Head: Decodable, Equatable {
        var origin: String
        var entries: UInt64
        var recorded: UInt64?
        var has_evidence: Bool
        var contradiction: String?
    }

    private static let liar = "demo.street/roof-2"
    private static let honest = ["roof-1", "roof-3", "roof-4"]

    @Test("is convicted on every peer by one file; its log is frozen, and the rest of the street goes on")
    func equivocation() async throws {
        let temporary = try TemporaryFolder()
        let street = try await RunningStreet(in: temporary.path)
        let folder = street.folder
        try await street.start(StreetFolder.roofs)
        #expect(try await street.waits { try await street.head(of: "roof-2").recorded >= 6 })
        #expect(await street.stop("roof-2") == .code(0))

        // The first history goes to everybody, and everybody cosigns it.
        let liar = try await EquivocatingGateway("roof-2", in: folder)
        let (shown, hidden) = (try liar.history(saying: 1, length: 2), try liar.history(saying: 2, length: 2))
        for entry in shown.entries { try await liar.publish(entry) }
        try await liar.publish(head: shown.note)
        let isTaken = try await street.waits {
            try await Self.views(of: Self.liar, in: folder).allSatisfy { $0.entries == shown.size && !$0.has_evidence }
        }
        #expect(isTaken)

        // Then another head of the same size.
        let start = ContinuousClock.now
        try await liar.publish(head: hidden.note)
        let isConvicted = try await street.waits {
            try await Self.views(of: Self.liar, in: folder).allSatisfy(\.has_evidence)
        }
        #expect(isConvicted)
        print("evidence on every peer after \(ContinuousClock.now - start), intervals of 2 s")

        try await staysFrozen(street, liar, shown)
        try await isVerified(folder)
        try await isShown(folder)

        // The liar itself finds the evidence when it comes back, and publishes nothing more.
        try await street.start(["roof-2"])
        #expect(
            try await street.waits {
                try await Self.view(of: Self.liar, from: "roof-2", in: folder)?.has_evidence == true
            })
        await street.end()
    }

    /// What follows from either history is taken by nobody, while the others go on recording.
    private func staysFrozen(
        _ street: RunningStreet, _ liar: EquivocatingGateway, _ shown: EquivocatingGateway.History
    ) async throws {
        let longer = try liar.history(saying: 1, length: 6)
        for entry in longer.entries { try await liar.publish(entry) }
        try await liar.publish(head: longer.note)
        let before = try await Self.honest.asyncMap { try await street.head(of: $0).recorded }
        #expect(
            try await street.waits {
                let now = try await Self.honest.asyncMap { try await street.head(of: $0).recorded }
                return zip(before, now).allSatisfy { $0 + 4 <= $1 }
            })
        let views = try await Self.views(of: Self.liar, in: street.folder)
        #expect(views.count == 3 && views.allSatisfy { $0.entries == shown.size }, "\(views)")
        for origin in Self.honest.map({ "demo.street/\($0)" }) {
            #expect(try await Self.views(of: origin, in: street.folder).allSatisfy { !$0.has_evidence })
        }
    }

    /// The file of each peer, and what each published, hold up with the policy alone, against the mirror that signed both as well.
    private func isVerified(_ folder: StreetFolder) async throws {
        var files: [String] = []
        for roof in Self.honest {
            let file = "\(folder.path)/\(roof)-evidence"
            let written = try await HeliographProgram.run(
                "ledger", "evidence", "--state", folder.roof(roof), "--output", file)
            #expect(written.exit == .code(0), "\(written.lines)")
            let topic = "heliograph/1/demo.street/\(roof)/evidence/roof-2"
            let child = try await ChildProcess.start(
                ChildCommand(
                    "mosquitto_sub", try folder.clientOptions() + ["-C", "1", "-N", "-t", topic],
                    output: .file("\(file)-published"), errors: .discarded, endsWithParent: true))
            #expect(await child.wait() == .code(0))
            files += [file, "\(file)-published"]
        }
        for file in files {
            let result = try await HeliographProgram.run("verify", "--policy", folder.policy, file)
            let words = result.lines.joined(separator: " ")
            #expect(result.exit == .code(0), "\(words)")
            #expect(words.contains("Proven against \(Self.liar): it signed two heads"), "\(words)")
            #expect(words.contains("Proven against \(Self.liar) as well"), "its mirror cosigned both: \(words)")
        }
        struct Verdict: Decodable {
            var proven: Bool
            var origin: String?
            var mirrors: [String]?
        }
        let json = try await HeliographProgram.run("verify", "--policy", folder.policy, files[0], "--json")
        let verdict = try JSONDecoder().decode(Verdict.self, from: Data(json.lines.joined().utf8))
        #expect(verdict.proven && verdict.origin == Self.liar && verdict.mirrors == [Self.liar])

        let evidence = try SmallFile.read(files[0])
        for offset in stride(from: 0, to: evidence.count, by: 31) {
            var flipped = evidence
            flipped[offset] ^= 0x01
            try Data(flipped).write(to: URL(filePath: "\(folder.path)/flipped"))
            let result = try await HeliographProgram.run(
                "verify", "--policy", folder.policy, "\(folder.path)/flipped", "--json")
            // A flipped name makes a line of a mirror's that nobody knows; the log's own lines may still convict it.
            if result.exit == .code(0) {
                let verdict = try JSONDecoder().decode(Verdict.self, from: Data(result.lines.joined().utf8))
                #expect(verdict.origin == Self.liar, "byte \(offset)")
            } else {
                #expect(result.exit == .code(1) || result.exit == .code(2), "byte \(offset): \(result.lines)")
            }
        }
        let entryGiven = try await HeliographProgram.run("verify", "--policy", folder.policy, files[0], files[1])
        #expect(entryGiven.exit == .code(2), "\(entryGiven.lines)")
        let honest = try await HeliographProgram.run(
            "ledger", "evidence", "--state", folder.roof("roof-1"), "--origin", "demo.street/roof-3", "--output",
            "\(folder.path)/none")
        #expect(honest.exit == .code(1) && !FileManager.default.fileExists(atPath: "\(folder.path)/none"))
    }

    /// Words for everybody; red ones where there is a terminal.
    private func isShown(_ folder: StreetFolder) async throws {
        let plain = try await HeliographProgram.run("ledger", "--state", folder.roof("roof-3"))
        let text = plain.lines.joined(separator: "\n")
        #expect(plain.exit == .code(0) && text.contains("CONTRADICTED ITSELF"))
        #expect(text.contains("\(Self.liar) signed two heads of"), "\(text)")
        #expect(!text.contains("\u{1B}"))
        let command = "env -u NO_COLOR \(try HeliographProgram.path) ledger --state \(folder.roof("roof-3"))"
        let (_, lines) = try await ChildProcess.run("script", ["-qec", command, "/dev/null"])
        #expect(lines.contains { $0.hasPrefix("\u{1B}[1;31m\(Self.liar) ") }, "\(lines)")
        #expect(!lines.contains { $0.hasPrefix("\u{1B}[1;31mdemo.street/roof-1") })
    }

    private static func views(of origin: String, in folder: StreetFolder) async throws -> [Head] {
        try await honest.asyncMap { try await view(of: origin, from: $0, in: folder) }.compactMap(\.self)
    }

    private static func view(of origin: String, from roof: String, in folder: StreetFolder) async throws -> Head? {
        let result = try await HeliographProgram.run("ledger", "heads", "--state", folder.roof(roof), "--json")
        return try result.lines.map { try JSONDecoder().decode(Head.self, from: Data($0.utf8)) }
            .first { $0.origin == origin }
    }
}

extension [String] {
    fileprivate func asyncMap<Result>(_ transform: (String) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
