import Chance
import FoundationEssentials
import Gateway
import Ledger
import Statements
import System
import Testing

@testable import heliograph

/// A gateway whose card died, or was replaced by a copy: its neighbours are its backup.
@Suite("The SD card dies", .needs(.mosquittoSub))
struct LostGatewayTests {
    private let roof = "roof-2"

    /// The own entries on the gateway's disk that the broker acknowledged: what was signed in its last millisecond may have
    /// reached nobody, and is nobody's to give back.
    private func published(in folder: StreetFolder) async throws -> [[UInt8]] {
        let disks = StreetDisks(folder: folder)
        let end = await disks.state(of: roof, on: roof)?.publishedEnd ?? 0
        return try await Array(disks.entries(of: roof, on: roof).prefix(Int(end)))
    }

    /// A street of which so much of the gateway's log is recorded, and somebody who writes down what is said.
    private func runningStreet(in path: String, recorded size: Int) async throws -> (RunningStreet, ChildProcess) {
        let street = try await RunningStreet(in: path)
        let wire = try await street.folder.startWire()
        try await street.start(StreetFolder.roofs)
        #expect(try await street.waits { try await street.head(of: roof).recorded >= size })
        return (street, wire)
    }

    private func recover(_ street: RunningStreet, _ arguments: String...) async throws -> (
        exit: ChildProcess.Exit, lines: [String]
    ) {
        let (exit, lines) = try await ChildProcess.run(
            try HeliographProgram.path,
            ["recover", "--configuration", street.folder.roof(roof)] + arguments)
        return (exit, lines)
    }

    /// The folder as its owner makes it again from what is kept off the card.
    private func replaceFolder(_ folder: StreetFolder) throws {
        let (old, lost) = (folder.roof(roof), "\(folder.path)/lost")
        try FileManager.default.moveItem(atPath: old, toPath: lost)
        try FileManager.default.createDirectory(atPath: old, withIntermediateDirectories: true)
        for name in ["heliograph.yaml", "password", "statement.pem", "log.pem"] {
            try FileManager.default.moveItem(atPath: "\(lost)/\(name)", toPath: "\(old)/\(name)")
        }
        try FileManager.default.removeItem(atPath: lost)
    }

    /// Ends the street, and looks at what everybody saw of the gateway: every statement once, and in its log as it was seen.
    private func inspect(_ street: RunningStreet, _ wire: ChildProcess, startingWith before: [[UInt8]]) async throws {
        let folder = street.folder
        await street.rest()
        #expect(
            try await street.waits {
                let head = try await street.head(of: roof)
                return head.entries == head.recorded
            })
        await street.end()
        wire.signal(SignalNumber.terminate)
        _ = await wire.wait()
        let after = try await StreetDisks(folder: folder).entries(of: roof, on: roof)
        #expect(after.starts(with: before), "\(before.count) before, \(after.count) after")
        let messages = try folder.wire()
        #expect(try WireEntries(messages).contradictions.isEmpty)
        #expect(!messages.contains { $0.parts.count > 4 && $0.parts[4] == "evidence" })
        for message in messages where message.topic == "heliograph/1/demo.street/\(roof)/statement/pv" {
            let index = Int(try Entry(parsing: message.payload).index)
            #expect(index < after.count && after[index] == message.payload, "statement \(index)")
        }
        for other in StreetFolder.roofs where other != roof {
            let copy = try await StreetDisks(folder: folder).entries(of: roof, on: other)
            #expect(after.starts(with: copy), "\(other) holds another log")
        }
        try await StreetAudit.checkOwnLogs(of: folder)
    }

    @Test("its state deleted: waits for every neighbour, and has its log back byte for byte")
    func deleted() async throws {
        let temporary = try TemporaryFolder()
        let (street, wire) = try await runningStreet(in: temporary.path, recorded: 8)
        let folder = street.folder
        await street.kill(roof)
        let before = try await published(in: folder)
        let policy = String(decoding: try SmallFile.read(folder.policy), as: UTF8.self)
        try replaceFolder(folder)
        #expect(await street.stop("roof-4") == .code(0))
        try await street.start([roof])

        // One neighbour is silent: nothing is signed, and the owner can see why.
        #expect(
            try await street.waits {
                try await recover(street).lines.contains { $0.contains("waiting for demo.street/roof-4,") }
            })
        let shown = try await recover(street)
        #expect(shown.exit == .code(1) && shown.lines.count { $0.contains("answered") } == 2, "\(shown.lines)")
        #expect(try await street.head(of: roof).entries == 0)
        let unsure = try await recover(street, "--without", "demo.street/roof-4")
        #expect(unsure.exit == .code(2) && unsure.lines.contains { $0.contains("contradicts it") }, "\(unsure.lines)")
        let unknown = try await recover(street, "--without", "demo.street/roof-9", "--yes")
        #expect(unknown.exit == .code(1) && unknown.lines.contains { $0.contains("no mirror of the policy") })

        // It comes back, and with it the log.
        let clock = ContinuousClock()
        let start = clock.now
        try await street.start(["roof-4"])
        #expect(try await street.waits { try await street.head(of: roof).recorded > before.count })
        print("the log of \(before.count) entries was whole and went on \(clock.now - start) after the last answer")
        let card = String(decoding: try SmallFile.read("\(folder.roof(roof))/card.txt"), as: UTF8.self)
        #expect(!policy.contains(try #require(card.split(whereSeparator: \.isWhitespace).last)))
        let check = try await HeliographProgram.run("check", "--configuration", folder.roof(roof))
        #expect(check.lines.contains { $0.contains("another key for the mirror of demo.street/roof-2") })
        #expect(try await recover(street).exit == .code(0))
        try await inspect(street, wire, startingWith: before)
    }

    @Test(
        "its whole folder gone: keys and configuration come from a backup, and the log from the neighbours, byte for byte"
    )
    func backedUp() async throws {
        let temporary = try TemporaryFolder()
        let (street, wire) = try await runningStreet(in: temporary.path, recorded: 6)
        let folder = street.folder
        let (backup, phrase) = ("\(temporary.path)/backup.txt", "\(temporary.path)/passphrase")
        try DurableFile.create(Array("correct horse battery staple\n".utf8), at: phrase, mode: 0o600)
        let made = try await HeliographProgram.run(
            "keys", "backup", backup, "--configuration", folder.roof(roof), "--passphrase-file", phrase)
        #expect(made.exit == .code(0) && made.lines.contains { $0.contains("the broker's password") }, "\(made.lines)")
        await street.kill(roof)
        let before = try await published(in: folder)
        let password = try SmallFile.read("\(folder.roof(roof))/password")
        let keys = try ["statement.pem", "log.pem"].map { try SmallFile.read("\(folder.roof(roof))/\($0)") }
        try FileManager.default.removeItem(atPath: folder.roof(roof))

        let restored = try await HeliographProgram.run(
            "keys", "restore", backup, "--directory", folder.roof(roof), "--passphrase-file", phrase)
        #expect(restored.exit == .code(0), "\(restored.lines)")
        let words = restored.lines.joined(separator: "\n")
        #expect(words.contains("still missing: \(folder.roof(roof))/password, the broker's password"), "\(words)")
        #expect(words.contains("follows to the newest"), "\(words)")
        #expect(words.contains("heliograph recover") && words.contains("must never start again"), "\(words)")
        #expect(try ["statement.pem", "log.pem"].map { try SmallFile.read("\(folder.roof(roof))/\($0)") } == keys)
        try DurableFile.create(password, at: "\(folder.roof(roof))/password", mode: 0o600)
        try await street.start([roof])
        #expect(try await street.waits { try await street.head(of: roof).recorded > before.count })
        try await inspect(street, wire, startingWith: before)
    }

    @Test("its state deleted and a neighbour gone for good: goes on without it when its owner says so")
    func without() async throws {
        let temporary = try TemporaryFolder()
        let (street, wire) = try await runningStreet(in: temporary.path, recorded: 6)
        await street.kill(roof)
        let before = try await published(in: street.folder)
        try replaceFolder(street.folder)
        #expect(await street.stop("roof-4") == .code(0))
        try await street.start([roof])
        #expect(
            try await street.waits {
                try await recover(street, "--without", "demo.street/roof-4", "--yes").exit == .code(0)
            })
        #expect(try await street.waits { try await street.head(of: roof).entries > before.count })
        // With a new mirror key here and a neighbour gone, two of four cosign: nothing is recorded until it is back.
        try await street.start(["roof-4"])
        #expect(try await street.waits { try await street.head(of: roof).recorded > before.count })
        try await inspect(street, wire, startingWith: before)
    }

    @Test("an old copy of its state restored: has its log back byte for byte")
    func restored() async throws {
        let temporary = try TemporaryFolder()
        let (street, wire) = try await runningStreet(in: temporary.path, recorded: 6)
        let folder = street.folder
        #expect(await street.stop(roof) == .code(0))
        let copy = "\(temporary.path)/copy"
        try FileManager.default.copyItem(atPath: folder.roof(roof), toPath: copy)
        try await street.start([roof])
        let copied = try await street.head(of: roof).entries
        #expect(try await street.waits { try await street.head(of: roof).recorded >= copied + 5 })
        await street.kill(roof)
        let before = try await published(in: folder)
        try FileManager.default.removeItem(atPath: folder.roof(roof))
        try FileManager.default.moveItem(atPath: copy, toPath: folder.roof(roof))

        let clock = ContinuousClock()
        let start = clock.now
        try await street.start([roof])
        #expect(try await street.waits { try await street.head(of: roof).recorded > before.count })
        print("the log of \(before.count) entries, \(copied) of them in the copy, went on after \(clock.now - start)")
        let log = String(decoding: try SmallFile.read("\(folder.path)/run.log", limit: 1 << 24), as: UTF8.self)
        #expect(log.contains("the database is a copy, or from another machine"))
        try await inspect(street, wire, startingWith: before)
    }

    @Test("its database damaged: refuses it in words, and has its log back once it is moved away")
    func damaged() async throws {
        let temporary = try TemporaryFolder()
        let (street, wire) = try await runningStreet(in: temporary.path, recorded: 6)
        let folder = street.folder
        #expect(await street.stop(roof) == .code(0))
        let before = try await StreetDisks(folder: folder).entries(of: roof, on: roof)
        let database = "\(folder.roof(roof))/heliograph.db"
        // Everything but the first page, which says that it is a database.
        var bytes = try Data(contentsOf: URL(filePath: database))
        var noise = SeededGenerator(seed: 6)
        for position in 4096..<bytes.count { bytes[position] = UInt8(truncatingIfNeeded: noise.next()) }
        try bytes.write(to: URL(filePath: database))

        let refused = try await HeliographProgram.run("run", "--configuration", "\(folder.roof(roof))/heliograph.yaml")
        #expect(refused.exit != .code(0))
        let words = refused.lines.joined(separator: "\n")
        #expect(words.contains(database) && words.contains("is damaged"), "\(words)")
        #expect(words.contains("move the file away"), "\(words)")
        let check = try await HeliographProgram.run("check", "--configuration", folder.roof(roof))
        #expect(check.lines.contains { $0.contains("is damaged") }, "\(check.lines)")

        try FileManager.default.moveItem(atPath: database, toPath: "\(database).damaged")
        try await street.start([roof])
        #expect(try await street.waits { try await street.head(of: roof).recorded > before.count })
        try await inspect(street, wire, startingWith: before)
    }

    @Test("its mirror has a new key, says what the others must change, and is heard again when they have")
    func newMirrorKey() async throws {
        let temporary = try TemporaryFolder()
        let street = try await RunningStreet(in: temporary.path)
        let folder = street.folder
        try await street.start(StreetFolder.roofs)
        #expect(try await street.waits { try await street.head(of: roof).recorded >= 4 })
        #expect(await street.stop(roof) == .code(0))
        try replaceFolder(folder)
        try await street.start([roof])
        let before = try await street.head(of: "roof-1").entries
        #expect(try await street.waits { try await street.head(of: "roof-1").recorded > before })

        // The words are enough to do it by.
        func advice() throws -> Substring? {
            let log = String(decoding: try SmallFile.read("\(folder.path)/run.log", limit: 1 << 24), as: UTF8.self)
            return log.split(separator: "\n").first { $0.contains("in everybody's policy, replace ") }
        }
        #expect(try await street.waits { try advice() != nil })
        let words = try #require(try advice())
        let keys = words.split(separator: " ").filter { $0.hasPrefix("demo.street/\(roof)/mirror+") }.map(String.init)
        try #require(keys.count == 2, "\(words)")
        let policy = String(decoding: try SmallFile.read(folder.policy), as: UTF8.self)
        let card = String(decoding: try SmallFile.read("\(folder.roof(roof))/card.txt"), as: UTF8.self)
        #expect(policy.contains(keys[0]) && !policy.contains(keys[1]) && card.contains(keys[1]))
        let holders = try await HeliographProgram.run("ledger", "mirrors", "--state", folder.roof("roof-1"), "--json")
        #expect(holders.lines.contains { $0.contains("\(roof)\"") && !$0.contains("cosigned_at") }, "\(holders.lines)")

        for name in StreetFolder.roofs { #expect(await street.stop(name) == .code(0)) }
        try Data(policy.replacing(keys[0], with: keys[1]).utf8).write(to: URL(filePath: folder.policy))
        try await street.start(StreetFolder.roofs)
        #expect(
            try await street.waits {
                try await HeliographProgram.run("ledger", "mirrors", "--state", folder.roof("roof-1"), "--json").lines
                    .contains { $0.contains("\(roof)\"") && $0.contains("cosigned_at") }
            })
        await street.end()
    }
}
