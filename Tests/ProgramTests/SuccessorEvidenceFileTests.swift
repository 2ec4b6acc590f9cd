import FoundationEssentials
import System
import Testing

/// A member whose key signs two successors of one version, found out by the others' tools, over a real broker.
@Suite("A member signs two successors", .needs(.goNote, .mosquittoSub))
final class SuccessorEvidenceFileTests {
    private let temporary: TemporaryFolder
    private let street: RunningStreet
    private let liar = "demo.street/roof-2"

    init() async throws {
        temporary = try TemporaryFolder()
        street = try await RunningStreet(in: temporary.path)
    }

    private func path(_ name: String) -> String { "\(street.folder.path)/\(name)" }

    @discardableResult
    private func expect(_ code: Int32, _ arguments: [String]) async throws -> String {
        let (exit, lines) = try await ChildProcess.run(try HeliographProgram.path, arguments)
        let words = lines.joined(separator: "\n")
        #expect(exit == .code(code), "\(arguments): \(words)")
        return words
    }

    private func propose(_ file: String, _ change: [String], by roof: String, to output: String) async throws {
        try await expect(
            0,
            ["community", "propose", path(file)] + change + [
                "--state", street.folder.roof(roof), "--yes", "--output", path(output),
            ])
    }

    private func sign(_ file: String, _ roof: String, code: Int32 = 0) async throws {
        try await expect(code, ["community", "sign", path(file), "--state", street.folder.roof(roof), "--yes"])
    }

    private func share(_ file: String, _ roof: String, code: Int32) async throws -> String {
        try await expect(
            code,
            ["community", "share", path(file), "-c", "\(street.folder.roof(roof))/heliograph.yaml", "--for", "1s"])
    }

    /// Two successors of the founded version, which the liar proposes and signs, forgetting in between what it put down.
    private func fork() async throws {
        try await propose("policy", [], by: "roof-1", to: "street")
        for roof in ["roof-3", "roof-4"] { try await sign("street", roof) }
        try await propose("street", ["--remove", "demo.street/roof-4"], by: "roof-2", to: "other")
        try FileManager.default.removeItem(atPath: "\(street.folder.roof("roof-2"))/signed-policies")
        try await propose("street", ["--quorum", "4"], by: "roof-2", to: "one")
    }

    private func copy(_ file: String, to other: String) throws {
        try Data(try SmallFile.read(path(file))).write(to: URL(filePath: path(other)))
    }

    @Test("is named with its key's fingerprint by one file, which merge writes and Go and verify check")
    func merged() async throws {
        try await fork()
        try await sign("one", "roof-1")
        let met = try await expect(1, ["community", "merge", path("one"), path("other")])
        let file = path("one.evidence-roof-2")
        #expect(met.contains("\(liar) (key ") && met.contains(file), "\(met)")
        let card = try await expect(0, ["community", "card", "\(street.folder.roof("roof-2"))/card.txt"])
        let row = try #require(card.split(separator: "\n").first { $0.hasPrefix("\(liar) ") })
        let fingerprint = row.dropFirst(liar.count).drop { $0 == " " }
        for policy in ["street", "policy", "one"] {
            let verdict = try await expect(0, ["verify", "--policy", path(policy), file])
            #expect(verdict.contains("Proven against \(liar) (key \(fingerprint))"), "\(verdict)")
            #expect(verdict.contains("- demo.street/roof-4") && verdict.contains("A record takes 4 of 4"), "\(verdict)")
        }
        let json = try await expect(0, ["verify", "--policy", path("street"), file, "--json"])
        #expect(json.contains("\"proven\":true") && json.contains("\"origin\":\"\(liar)\""), "\(json)")
        let status = try await expect(1, ["community", "status", path("one")])
        #expect(status.contains("\(liar) (key \(fingerprint)) signed two successors of version 1"), "\(status)")
        let lines = try await expect(1, ["community", "status", path("one"), "--json"])
        #expect(lines.contains("\"accused\":\"\(liar)\""), "\(lines)")
        let same = try await expect(1, ["community", "merge", path("other"), path("one")])
        #expect(same.contains(path("other.evidence-roof-2")))
        #expect(try SmallFile.read(path("other.evidence-roof-2")) == SmallFile.read(file), "in either direction")
        try await isReadByGo(file)
        try await isRefused(file)
        await street.end()
    }

    /// Each of the two notes is one for everybody else's software.
    private func isReadByGo(_ file: String) async throws {
        let text = String(decoding: try SmallFile.read(file), as: UTF8.self)
        let notes = text.split(separator: "# heliograph-policy ").map { "# heliograph-policy \($0)" }
        try #require(notes.count == 2 && notes.joined() == text)
        let go = try await GoVerifier("versions", in: street.folder.path)
        var signers: [Set<Substring>] = []
        for note in notes {
            try Data(note.utf8).write(to: URL(filePath: path("note")))
            let read = try await go.run([path("policy"), path("note")])
            #expect(read.exit == .code(0), "\(read.lines)")
            signers.append(Set(read.lines.flatMap { $0.split(separator: " ") }))
        }
        #expect(Set(signers) == [["demo.street/roof-1", Substring(liar)], [Substring(liar)]])
    }

    /// What is edited, or was no contradiction, accuses nobody.
    private func isRefused(_ file: String) async throws {
        let text = String(decoding: try SmallFile.read(file), as: UTF8.self)
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("— \(liar) ") })
        let spoilt = line.dropLast(8) + (line.hasSuffix("AAAAAAA=") ? "BAAAAAA=" : "AAAAAAA=")
        let notes = text.split(separator: "# heliograph-policy ").map { "# heliograph-policy \($0)" }
        let cases = [
            (text.replacing(line, with: spoilt), "signature of \(liar) does not verify"),
            (text.replacing("mirrors 4 ", with: "mirrors 3 "), "the signature of"),
            (notes[0] + notes[0], "same version"), (notes[0], "1 version of a policy"),
            (String(decoding: try SmallFile.read(path("one")), as: UTF8.self), "no predecessor"),
        ]
        for (text, words) in cases {
            try Data(text.utf8).write(to: URL(filePath: path("edited")))
            let refusal = try await expect(1, ["verify", "--policy", path("street"), path("edited")])
            #expect(refusal.contains("not proven") && refusal.contains(words), "\(words): \(refusal)")
        }
        // By a policy that never had the version before.
        let cards = ["roof-1", "roof-3", "roof-4"].map { "\(street.folder.roof($0))/card.txt" }
        try await expect(0, ["community", "create", "--output", path("others")] + cards)
        let unknown = try await expect(1, ["verify", "--policy", path("others"), file])
        #expect(unknown.contains("which community the evidence is of"), "\(unknown)")
        let named = try await expect(2, ["verify", "--policy", path("street"), file, path("edited")])
        #expect(named.contains("leave out"), "\(named)")
        try Data(text.replacing(line, with: spoilt).utf8).write(to: URL(filePath: file))
        let status = try await expect(2, ["community", "status", path("one")])
        #expect(status.contains("move it away"), "\(status)")
    }

    @Test("is shown by share and status to everybody, from the broker, until its key is out of the policy")
    func shared() async throws {
        try await fork()
        for (roof, file) in [("roof-1", "one"), ("roof-3", "street"), ("roof-4", "street")] {
            try copy(file, to: "versions-\(roof)")
        }
        // The liar leaves the one copy, an honest member has the other: whoever meets both has the evidence.
        #expect(try await share("other", "roof-2", code: 0).contains("No other member"))
        let found = try await share("versions-roof-1", "roof-1", code: 1)
        #expect(found.contains("\(liar) (key ") && found.contains("versions-roof-1.evidence-roof-2"), "\(found)")
        #expect(try await evidence(of: "roof-1") == SmallFile.read(path("versions-roof-1.evidence-roof-2")))

        // The liar takes its copy back; the others still learn of it, from a member who had seen it.
        try copy("street", to: "other")
        _ = try await share("other", "roof-2", code: 1)
        let told = try await share("versions-roof-3", "roof-3", code: 1)
        #expect(told.contains("\(liar) (key "), "\(told)")
        let shown = try await expect(1, ["community", "status", path("versions-roof-3")])
        #expect(shown.contains("\(liar) (key "), "\(shown)")
        try await isNotFooled()

        // The three others, who signed neither, take its key out; then nothing is shown, and nothing is left at the broker.
        try await propose("street", ["--remove", liar], by: "roof-1", to: "without")
        for roof in ["roof-3", "roof-4"] { try await sign("without", roof) }
        try copy("without", to: "versions-roof-1")
        let status = try await expect(0, ["community", "status", path("versions-roof-1")])
        #expect(status.contains("Version 2 is in force") && !status.contains("(key "), "\(status)")
        let last = try await share("versions-roof-1", "roof-1", code: 1)
        #expect(last.contains("different successors") && !last.contains("(key "), "copies of the first fork: \(last)")
        #expect(try await evidence(of: "roof-1").isEmpty)
        await street.end()
    }

    /// Whoever may write at the broker can bring no evidence against somebody who signed once.
    private func isNotFooled() async throws {
        let text = String(decoding: try SmallFile.read(path("versions-roof-1.evidence-roof-2")), as: UTF8.self)
        let founding = String(decoding: try SmallFile.read(path("street")), as: UTF8.self)
        let line = try #require(founding.split(separator: "\n").first { $0.hasPrefix("— demo.street/roof-1 ") })
        let framed = text.replacing("\n— \(liar) ", with: "\n\(line)\n— \(liar) ")
        try Data(framed.utf8).write(to: URL(filePath: path("framed")))
        let published = try await ChildProcess.run(
            "mosquitto_pub",
            try street.folder.clientOptions(as: "roof-2") + [
                "-r", "-f", path("framed"), "-t", "heliograph/1/demo.street/roof-2/policy/roof-1",
            ])
        #expect(published.0 == .code(0), "\(published.1)")
        let words = try await share("versions-roof-4", "roof-4", code: 1)
        #expect(
            words.contains("demo.street/roof-2: Version 2 of the policy: the signature of demo.street/roof-1"),
            "\(words)")
        #expect(!words.contains("demo.street/roof-1 (key ") && words.contains("\(liar) (key "), "\(words)")
        #expect(!FileManager.default.fileExists(atPath: path("versions-roof-4.evidence-roof-1")))
    }

    /// What the broker keeps of a member's evidence against the liar.
    private func evidence(of roof: String) async throws -> [UInt8] {
        let output = path("published-\(UInt64.random(in: .min ... .max))")
        let child = try await ChildProcess.start(
            ChildCommand(
                "mosquitto_sub",
                try street.folder.clientOptions() + [
                    "-C", "1", "-N", "-W", "10", "-t", "heliograph/1/demo.street/\(roof)/policy/roof-2",
                ], output: .file(output), errors: .discarded, endsWithParent: true))
        _ = await child.wait()
        return try SmallFile.read(output)
    }
}
