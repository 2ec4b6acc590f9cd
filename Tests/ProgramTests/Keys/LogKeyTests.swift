import FoundationEssentials
import Ledger
import Signing
import Statements
import Storage
import System
import Testing

@testable import heliograph

/// The log key of one roof is renewed while the street runs: the members agree on it, and follow one after another.
@Suite("A log key that is renewed on a street", .needs(.mosquittoSub))
final class LogKeyTests {
    private let temporary: TemporaryFolder
    private let street: RunningStreet
    private let roof = "roof-2"
    private var folder: StreetFolder { street.folder }

    init() async throws {
        temporary = try TemporaryFolder()
        street = try await RunningStreet(in: temporary.path)
    }

    private func path(_ name: String) -> String { "\(temporary.path)/\(name)" }

    @discardableResult
    private func expect(_ code: Int32, _ arguments: String...) async throws -> String {
        let (exit, lines) = try await ChildProcess.run(try HeliographProgram.path, arguments)
        let words = lines.joined(separator: "\n")
        #expect(exit == .code(code), "\(arguments.joined(separator: " ")): \(words)")
        return words
    }

    private func configuration(_ roof: String) -> String { "\(folder.roof(roof))/heliograph.yaml" }

    /// The vkey of the roof's log in a file of its folder.
    private func name(_ file: String) throws -> NoteKey {
        let key = try KeyFile.load("\(folder.roof(roof))/\(file)").publicKey
        return try .log(of: Origin("demo.street/\(roof)"), key, OpenSSLCryptography())
    }

    /// Which of some keys signed the newest record of the roof's log, as another roof has it.
    private func signers(on other: String, among keys: [NoteKey]) async throws -> [Bool] {
        let state = await StreetDisks(folder: folder).state(of: roof, on: other)
        let note = try SignedNote(parsing: #require(state?.notes[.recorded]))
        return keys.map { !note.signatures(by: $0).isEmpty }
    }

    /// A policy with versions, of which each gateway has a copy of its own.
    private func found() async throws {
        try await expect(
            0, "community", "propose", folder.policy, "--state", folder.roof("roof-1"), "--yes", "--output",
            path("first"))
        for roof in ["roof-2", "roof-3"] {
            try await expect(0, "community", "sign", path("first"), "--state", folder.roof(roof), "--yes")
        }
        for roof in StreetFolder.roofs {
            let text = String(decoding: try SmallFile.read(configuration(roof)), as: UTF8.self)
            try Data(text.replacing("policy: ../policy", with: "policy: policy").utf8)
                .write(to: URL(filePath: configuration(roof)))
            try await expect(0, "community", "adopt", path("first"), "-c", configuration(roof))
        }
    }

    /// Everybody's member agrees; nobody has anything else to propose.
    private func agree() async throws {
        let files = StreetFolder.roofs.map(configuration)
        try await withThrowingTaskGroup(of: (ChildProcess.Exit, [String]).self) { group in
            for file in files {
                group.addTask {
                    try await ChildProcess.run(
                        try HeliographProgram.path, ["community", "agree", "-c", file, "--yes", "--for", "300s"])
                }
            }
            for try await (exit, lines) in group {
                #expect(
                    exit == .code(0) && lines.contains { $0.contains("Version 2 of the policy is in force") },
                    "\(lines)")
            }
        }
    }

    private func restart(_ roof: String) async throws {
        #expect(await street.stop(roof) == .code(0))
        try await street.start([roof])
    }

    /// Waits until every log has grown and is recorded further than before.
    private func grows(_ why: String) async throws {
        var before: [String: Int] = [:]
        for roof in StreetFolder.roofs { before[roof] = try await street.head(of: roof).recorded }
        for (roof, before) in before {
            let isGrown = try await street.waits { try await street.head(of: roof).recorded > before + 3 }
            #expect(isGrown, "\(why): \(roof) stays at \(before)")
        }
    }

    private func verify(_ proof: String, under policy: String) async throws {
        let words = try await expect(0, "verify", "--policy", policy, path(proof), path("\(proof).entry"))
        #expect(words.contains("Proven"), "\(words)")
    }

    /// The command, and what the tools say of the key that waits.
    private func renew(in state: String) async throws -> (old: NoteKey, new: NoteKey) {
        let made = try await expect(0, "keys", "renew", "log", "-c", state)
        #expect(made.contains("community agree"))
        let (old, new) = (try name("log.pem"), try name("log.pem.next"))
        #expect(try FileStatus(of: "\(state)/log.pem.next").permissions == 0o600)
        let card = String(decoding: try SmallFile.read("\(state)/card.txt"), as: UTF8.self)
        #expect(card.contains("\(new)") && !card.contains("\(old)"))
        #expect(try await expect(2, "keys", "renew", "log", "-c", state).contains("waits already"))
        #expect(try await expect(0, "keys", "show", "-c", state).contains("a new log key waits"))
        let check = try await HeliographProgram.run("check", "--configuration", state)
        #expect(check.lines.contains { $0.contains("a new log key waits") }, "\(check.lines)")
        let phrase = path("passphrase")
        try DurableFile.create(Array("correct horse battery staple\n".utf8), at: phrase, mode: 0o600)
        let backup = try await expect(0, "keys", "backup", path("backup"), "--passphrase-file", phrase, "-c", state)
        #expect(backup.contains("next-log"), "\(backup)")
        return (old, new)
    }

    /// Its member signs with the new key, and everybody's copies and proofs hold, under the version that never named it as well.
    private func isProven(in state: String) async throws {
        try await expect(
            0, "community", "propose", "\(state)/policy", "--quorum", "4", "--state", state, "--yes", "--output",
            path("third"))
        let status = try await expect(1, "community", "status", path("third"))
        #expect(status.contains("signed by 1 of 3"), "\(status)")
        let newest = try await street.head(of: roof).recorded - 1
        try await expect(0, "ledger", "proof", "\(newest)", "--state", state, "--output", path("after"))
        try await expect(
            0, "ledger", "proof", "--from", "2020-01-01", "--to", "2090-01-01", "--state", state, "--output",
            path("period"))
        for other in StreetFolder.roofs { try await expect(0, "ledger", "verify", "--state", folder.roof(other)) }
        for policy in [path("first"), "\(state)/policy"] {
            try await verify("before", under: policy)
            try await verify("after", under: policy)
            try await expect(0, "verify", "--policy", policy, path("period"))
        }
    }

    @Test("has to be named by a policy before another can be: a gateway alone is told to agree on one")
    func alone() async throws {
        let path = path("alone")
        try await expect(0, "init", "-d", path, "--origin", "linden.energy/roof-a")
        let words = try await expect(2, "keys", "renew", "log", "-c", path)
        #expect(words.contains("no policy names the log") && words.contains("community agree"), "\(words)")
        #expect(FileKind(of: "\(path)/log.pem.next") == .nothing)
        await street.end()
    }

    @Test(
        "waits for the members, signs beside the old one while they follow, and then alone: nothing stops, and proofs hold"
    )
    func life() async throws {
        try await found()
        try await street.start(StreetFolder.roofs)
        #expect(try await street.waits { try await street.head(of: roof).recorded >= 5 })
        let state = folder.roof(roof)
        try await expect(0, "ledger", "proof", "3", "--state", state, "--output", path("before"))
        let (old, new) = try await renew(in: state)
        try await agree()
        let watch = try await HeliographProgram.start(
            "watch", "--broker", "127.0.0.1:\(try folder.port)", "--policy", "\(state)/policy", "--user", "observer",
            "--password-file", "\(folder.path)/password", "--for", "900s")
        async let watched = watch.lines.reduce(into: [String]()) { $0.append($1) }
        try await restart(roof)
        try await grows("its own gateway has followed")
        #expect(try await signers(on: roof, among: [old, new]) == [true, true])
        #expect(
            try await signers(on: "roof-1", among: [old, new]) == [true, false], "who has not knows the old key alone")
        let waiting = try await expect(0, "keys", "show", "-c", state)
        #expect(waiting.contains("until demo.street/roof-1, demo.street/roof-3, demo.street/roof-4 have"), "\(waiting)")
        try await restart(roof)
        try await grows("too early for the old key to go")
        #expect(try name("log.pem") == old && name("log.pem.next") == new)
        for other in ["roof-1", "roof-3", "roof-4"] { try await restart(other) }
        try await grows("all have followed")
        #expect(
            try await street.waits {
                try await expect(0, "keys", "show", "-c", state).contains("next start removes the old one")
            })
        try await restart(roof)
        #expect(try await street.waits { FileKind(of: "\(state)/log.pem.next") == .nothing })
        #expect(try name("log.pem") == new)
        try await grows("the old key is gone")
        #expect(try await signers(on: "roof-1", among: [old, new]) == [false, true])
        try await isProven(in: state)
        watch.signal(SignalNumber.interrupt)
        let lines = await watched
        #expect(
            await watch.wait() == .code(0) && !lines.contains { $0.hasPrefix("UNVERIFIABLE") }, "\(lines.suffix(9))")
        await street.end()
    }
}
