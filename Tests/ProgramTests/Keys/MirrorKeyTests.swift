import FoundationEssentials
import Ledger
import Signing
import Statements
import Storage
import System
import Testing

@testable import heliograph

/// The mirror key of one roof is renewed: it waits until the policy names it.
@Suite("A mirror key that is renewed on a street", .needs(.mosquittoSub))
struct MirrorKeyTests {
    private let roof = "roof-2"

    private func keys(_ street: RunningStreet, _ arguments: String...) async throws -> (
        exit: ChildProcess.Exit, lines: [String]
    ) {
        try await ChildProcess.run(
            try HeliographProgram.path, ["keys"] + arguments + ["--configuration", street.folder.roof(roof)])
    }

    /// The vkey that a kind of key is known by.
    private func name(_ key: String, _ street: RunningStreet) async throws -> String? {
        let shown = try await keys(street, "show")
        #expect(shown.exit == .code(0), "\(shown.lines)")
        let words = "others know the \(key) key as "
        return shown.lines.first { $0.hasPrefix(words) }.map { String($0.dropFirst(words.count)) }
    }

    /// The vkeys of which a line is on the newest record of another roof's log.
    private func cosigns(_ key: String, _ street: RunningStreet) async throws -> Bool {
        let state = await StreetDisks(folder: street.folder).state(of: "roof-1", on: "roof-1")
        guard let note = state?.notes[.recorded] else { return false }
        let (name, identifier) = (key.split(separator: "+")[0], key.split(separator: "+")[1])
        let lines = String(decoding: note, as: UTF8.self).split(separator: "\n").filter { $0.contains(" \(name) ") }
        return try lines.contains { line in
            let blob = try #require(Data(base64Encoded: String(line.split(separator: " ")[2])))
            return blob.prefix(4).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == identifier
        }
    }

    @Test("waits while the old one cosigns, and takes over with the policy that names it") func life() async throws {
        let temporary = try TemporaryFolder()
        let street = try await RunningStreet(in: temporary.path)
        let folder = street.folder
        try await street.start(StreetFolder.roofs)
        #expect(try await street.waits { try await street.head(of: roof).recorded >= 3 })
        let running = try await keys(street, "renew", "mirror")
        #expect(running.exit == .code(2) && running.lines.joined().contains("stop the service"), "\(running.lines)")
        #expect(await street.stop(roof) == .code(0))
        let old = try #require(try await name("mirror", street))
        let made = try await keys(street, "renew", "mirror")
        #expect(made.exit == .code(0) && made.lines.joined().contains("community agree"), "\(made.lines)")
        let twice = try await keys(street, "renew", "mirror")
        #expect(twice.exit == .code(2) && twice.lines.joined().contains("waits already"), "\(twice.lines)")
        let new = try #require(try await name("next-mirror", street))
        #expect(try await name("mirror", street) == old && new != old)
        let card = String(decoding: try SmallFile.read("\(folder.roof(roof))/card.txt"), as: UTF8.self)
        #expect(card.contains(new) && !card.contains(old))

        try await street.start([roof])
        let head = try await street.head(of: "roof-1").recorded
        #expect(
            try await street.waits {
                guard try await street.head(of: "roof-1").recorded > head + 2 else { return false }
                return try await cosigns(old, street)
            })
        let check = try await HeliographProgram.run("check", "--configuration", folder.roof(roof))
        #expect(check.lines.contains { $0.contains("a new mirror key waits") }, "\(check.lines)")

        for name in StreetFolder.roofs { #expect(await street.stop(name) == .code(0)) }
        let policy = String(decoding: try SmallFile.read(folder.policy), as: UTF8.self)
        try Data(policy.replacing(old, with: new).utf8).write(to: URL(filePath: folder.policy))
        let named = try await HeliographProgram.run("check", "--configuration", folder.roof(roof))
        #expect(!named.lines.contains { $0.contains("another key for the mirror") }, "\(named.lines)")
        try await street.start(StreetFolder.roofs)
        #expect(try await street.waits { try await cosigns(new, street) })
        #expect(try await name("mirror", street) == new)
        for other in ["next-mirror", "former-mirror"] { #expect(try await name(other, street) == nil) }
        await street.end()
    }
}
