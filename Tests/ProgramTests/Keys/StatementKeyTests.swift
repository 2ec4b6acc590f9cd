import FoundationEssentials
import Ledger
import Signing
import Statements
import Storage
import System
import Testing

@testable import heliograph

/// The statement key of one roof is renewed while its neighbours run, and whatever happens in between.
@Suite("A gateway renews its statement key", .needs(.mosquittoSub))
struct StatementKeyTests {
    private let roof = "roof-2"

    private func keys(_ street: RunningStreet, _ arguments: String...) async throws -> (
        exit: ChildProcess.Exit, lines: [String]
    ) {
        try await ChildProcess.run(
            try HeliographProgram.path, ["keys"] + arguments + ["--configuration", street.folder.roof(roof)])
    }

    private func path(_ name: String, _ street: RunningStreet) -> String { "\(street.folder.roof(roof))/\(name)" }

    private func file(_ name: String, _ street: RunningStreet) throws -> [UInt8] {
        try SmallFile.read(path(name, street))
    }

    private func hasNext(_ street: RunningStreet) -> Bool { FileKind(of: path("statement.pem.next", street)) == .file }

    private func runningStreet(in path: String, recorded size: Int = 4) async throws -> RunningStreet {
        let street = try await RunningStreet(in: path)
        try await street.start(StreetFolder.roofs)
        #expect(try await street.waits { try await street.head(of: roof).recorded >= size })
        return street
    }

    /// Where the log says that the key changed.
    private func changes(_ street: RunningStreet) async throws -> [UInt64] {
        let state = await StreetDisks(folder: street.folder).state(of: roof, on: roof)
        return state?.ruleChanges.map(\.index) ?? []
    }

    private func prove(_ index: UInt64, _ street: RunningStreet, as name: String) async throws {
        let made = try await HeliographProgram.run(
            "ledger", "proof", "\(index)", "--state", street.folder.roof(roof), "--output", path(name, street))
        #expect(made.exit == .code(0), "\(made.lines)")
    }

    private func verify(_ name: String, _ street: RunningStreet, entry: String? = nil) async throws -> (
        exit: ChildProcess.Exit, lines: [String]
    ) {
        try await HeliographProgram.run(
            "verify", "--policy", street.folder.policy, path(name, street),
            path("\(entry ?? name).entry", street))
    }

    private func show(_ index: UInt64, _ street: RunningStreet) async throws -> ShownKeyOfEntry {
        let shown = try await HeliographProgram.run(
            "ledger", "show", "\(index)", "--state", street.folder.roof(roof), "--json")
        #expect(shown.exit == .code(0), "\(shown.lines)")
        return try JSONDecoder().decode(ShownKeyOfEntry.self, from: Data(shown.lines.joined().utf8))
    }

    private struct ShownKeyOfEntry: Decodable {
        var statement: String
        var statement_key: String
    }

    /// Has the roof started anew until the new key is the only one, and everything is recorded.
    private func isRenewed(_ street: RunningStreet) async throws {
        #expect(try await street.waits { !hasNext(street) }, "the old key is still there")
        #expect(try await changes(street).count == 1)
        let size = try await street.head(of: roof).entries
        #expect(try await street.waits { try await street.head(of: roof).recorded >= size + 3 })
        #expect(try await keys(street, "show").exit == .code(0))
    }

    /// Every copy of every log verifies, and nobody was convicted.
    private func inspect(_ street: RunningStreet) async throws {
        await street.rest()
        for roof in StreetFolder.roofs {
            #expect(
                try await street.waits {
                    let head = try await street.head(of: roof)
                    return head.entries == head.recorded
                })
        }
        await street.end()
        try await StreetAudit.checkOwnLogs(of: street.folder)
        let own = try await StreetDisks(folder: street.folder).entries(of: roof, on: roof)
        for other in StreetFolder.roofs {
            let copy = try await StreetDisks(folder: street.folder).entries(of: roof, on: other)
            #expect(own.starts(with: copy) && copy.count > 4, "\(other) holds another log")
        }
    }

    @Test("takes over at the next start; what was proven stays so, and watchers, mirrors and proofs follow")
    func life() async throws {
        let temporary = try TemporaryFolder()
        let street = try await runningStreet(in: temporary.path)
        let folder = street.folder
        let old = try file("statement.pem", street)
        try await prove(3, street, as: "before")
        let watch = try await HeliographProgram.start(
            "watch", "--broker", "127.0.0.1:\(try folder.port)", "--policy", folder.policy, "--user", "observer",
            "--password-file", "\(folder.path)/password", "--for", "600s")
        async let watched = watch.lines.reduce(into: [String]()) { $0.append($1) }

        let made = try await keys(street, "renew", "statement")
        #expect(made.exit == .code(0) && made.lines.joined().contains("heliograph keys backup"), "\(made.lines)")
        #expect(try FileStatus(of: path("statement.pem.next", street)).permissions == 0o600)
        let new = try file("statement.pem.next", street)
        let twice = try await keys(street, "renew", "statement")
        #expect(twice.exit == .code(2) && twice.lines.joined().contains("waits already"), "\(twice.lines)")
        #expect(try file("statement.pem.next", street) == new)
        let waiting = try await keys(street, "show")
        #expect(waiting.exit == .code(0) && waiting.lines.contains { $0.hasPrefix("next-statement") })
        #expect(waiting.lines.contains { $0.hasPrefix("a new statement key waits") }, "\(waiting.lines)")
        let check = try await HeliographProgram.run("check", "--configuration", folder.roof(roof))
        #expect(check.lines.contains { $0.contains("a new statement key waits") }, "\(check.lines)")
        let head = try await street.head(of: roof)
        #expect(try await street.waits { try await street.head(of: roof).recorded > head.recorded }, "nothing stops")

        await street.kill(roof)
        try await street.start([roof])
        try await isRenewed(street)
        #expect(try file("statement.pem", street) == new && new != old)
        let change = try #require(try await changes(street).first)
        try await prove(change, street, as: "change")
        try await prove(change + 2, street, as: "behind")
        for name in ["before", "change", "behind"] {
            let verified = try await verify(name, street)
            #expect(verified.exit == .code(0), "\(name): \(verified.lines)")
        }
        let crossed = try await verify("behind", street, entry: "before")
        #expect(crossed.exit == .code(1), "\(crossed.lines)")
        let shown = [try await show(change, street), try await show(change + 1, street)]
        #expect(shown[0].statement_key != shown[1].statement_key)
        #expect(shown[0].statement.contains("another statement key (\(shown[1].statement_key.prefix(16))"))
        try await isRefusedAsReceipt(change + 1, street)

        let late = try await ChildProcess.run(
            try HeliographProgram.path, ["watch"] + folder.watchOptions + ["--for", "8s"])
        #expect(late.0 == .code(0) && late.1.contains { $0.contains("\(roof) ") }, "\(late.1)")
        watch.signal(SignalNumber.interrupt)
        let lines = await watched
        #expect(await watch.wait() == .code(0) && lines.contains { $0.contains("another statement key") }, "\(lines)")
        #expect(!(lines + late.1).contains { $0.hasPrefix("UNVERIFIABLE") })
        try await inspect(street)
        try await refusesOldKey(old, street)
    }

    /// Receipts lead to the key that the genesis names, and to no other.
    private func isRefusedAsReceipt(_ index: UInt64, _ street: RunningStreet) async throws {
        let before = try await HeliographProgram.run(
            "ledger", "receipt", "2", "--state", street.folder.roof(roof), "--output", path("early", street))
        #expect(before.exit == .code(0), "\(before.lines)")
        let behind = try await HeliographProgram.run(
            "ledger", "receipt", "\(index)", "--state", street.folder.roof(roof), "--output", path("late", street))
        #expect(behind.exit == .code(1) && behind.lines.joined().contains("heliograph ledger proof"), "\(behind.lines)")
    }

    /// As from a backup that was made before the change.
    private func refusesOldKey(_ old: [UInt8], _ street: RunningStreet) async throws {
        try DurableFile.write(old, to: path("statement.pem", street), mode: 0o600)
        let service = try await HeliographProgram.run("run", "--configuration", path("heliograph.yaml", street))
        #expect(service.exit != .code(0) && service.lines.joined().contains("put back the newest backup"))
        let shown = try await keys(street, "show")
        #expect(shown.exit == .code(1) && shown.lines.joined().contains("put back the newest backup"))
        let check = try await HeliographProgram.run("check", "--configuration", street.folder.roof(roof))
        #expect(check.exit == .code(1) && check.lines.joined().contains("put back the newest backup"))
    }

    @Test("is not lost where the power or the card goes in between")
    func interrupted() async throws {
        let temporary = try TemporaryFolder()
        let street = try await runningStreet(in: temporary.path)
        let (backup, phrase) = ("\(temporary.path)/backup.txt", "\(temporary.path)/passphrase")
        try DurableFile.create(Array("correct horse battery staple\n".utf8), at: phrase, mode: 0o600)
        #expect(try await keys(street, "renew", "statement", "--kind", "p-256").exit == .code(0))
        let made = try await keys(street, "backup", backup, "--passphrase-file", phrase)
        #expect(made.exit == .code(0) && made.lines.contains { $0.hasPrefix("next-statement") }, "\(made.lines)")
        let (old, new) = (try file("statement.pem", street), try file("statement.pem.next", street))

        // Nobody is there to record it: the change is on this disk alone, and both keys stay.
        for other in StreetFolder.roofs { await street.kill(other) }
        try await street.start([roof])
        #expect(try await street.waits { try await changes(street).count == 1 })
        let change = try #require(try await changes(street).first)
        #expect(try await street.waits { try await street.head(of: roof).entries > Int(change) + 2 })
        await street.kill(roof)
        #expect(try file("statement.pem", street) == old && file("statement.pem.next", street) == new)
        let shown = try await keys(street, "show")
        #expect(shown.lines.contains { $0.hasPrefix("the new statement key signs from entry \(change + 1) on") })

        // The card dies with it. What the neighbours hold is signed by the old key, which the backup has.
        let (password, lost) = (try file("password", street), "\(temporary.path)/lost")
        try FileManager.default.moveItem(atPath: street.folder.roof(roof), toPath: lost)
        let restored = try await HeliographProgram.run(
            "keys", "restore", backup, "--directory", street.folder.roof(roof), "--passphrase-file", phrase)
        #expect(restored.exit == .code(0), "\(restored.lines)")
        #expect(try file("statement.pem", street) == old && file("statement.pem.next", street) == new)
        try DurableFile.create(password, at: path("password", street), mode: 0o600)
        try await street.start(StreetFolder.roofs)
        try await isRenewed(street)
        #expect(try file("statement.pem", street) == new)

        // The power went when the change was recorded and the files were as before.
        await street.kill(roof)
        try DurableFile.write(old, to: path("statement.pem", street), mode: 0o600)
        try DurableFile.write(new, to: path("statement.pem.next", street), mode: 0o600)
        try await street.start([roof])
        try await isRenewed(street)
        #expect(try file("statement.pem", street) == new)
        #expect(await street.stop(roof) == .code(0))
        try await street.start([roof])
        try await inspect(street)
    }

    @Test("is not asked of a gateway without one") func missing() async throws {
        let folder = try TemporaryFolder()
        try DurableFile.write(
            Array("origin: linden.energy/roof-a\n".utf8), to: "\(folder.path)/heliograph.yaml", mode: 0o644)
        let refused = try await HeliographProgram.run("keys", "renew", "statement", "-c", folder.path)
        #expect(refused.exit == .code(2) && refused.lines.joined().contains("statement.pem"), "\(refused.lines)")
        #expect(FileKind(of: "\(folder.path)/statement.pem.next") == .nothing)
    }
}
