import FoundationEssentials
import Ledger
import Metering
import Statements
import System
import Testing

@testable import heliograph

/// A gateway's keys in a thief's hands, and no longer in its owner's: real gateways, a real broker, the members' own tools.
@Suite("A key is stolen", .needs(.mosquittoSub))
final class StolenKeyTests {
    private let temporary: TemporaryFolder
    private let street: RunningStreet
    private let old = "demo.street/roof-2"
    private let new = "demo.street/roof-2-g2"

    init() async throws {
        temporary = try TemporaryFolder()
        street = try await RunningStreet(in: temporary.path)
    }

    private var folder: StreetFolder { street.folder }
    private var versions: String { "\(folder.path)/versions" }

    private func path(_ name: String) -> String { "\(folder.path)/\(name)" }

    @discardableResult
    private func expect(_ code: Int32, _ arguments: String...) async throws -> String {
        let (exit, lines) = try await ChildProcess.run(try HeliographProgram.path, arguments)
        let words = lines.joined(separator: "\n")
        #expect(exit == .code(code), "\(arguments): \(words)")
        return words
    }

    @Test("is followed by new ones under a new name, which the members take in where they end the old log")
    func stolen() async throws {
        try await found()
        try await street.start(StreetFolder.roofs)
        #expect(try await street.waits { try await street.head(of: "roof-2").recorded >= 8 })
        #expect(await street.stop("roof-2") == .code(0))
        try await expect(0, "ledger", "proof", "3", "--state", folder.roof("roof-2"), "--output", path("honest"))
        let end = UInt64(try await street.head(of: "roof-2").recorded)

        // The thief has the whole card; the owner has lost the statement key.
        try FileManager.default.copyItem(atPath: folder.roof("roof-2"), toPath: path("thief"))
        try FileManager.default.removeItem(atPath: "\(folder.roof("roof-2"))/statement.pem")
        try await steal(from: end)
        try await open(from: end)
        try await change(end)

        try await street.start(StreetFolder.roofs)
        #expect(
            try await street.waits { try await head(of: new, on: "roof-2/roof-2-g2") >= 4 }, "nothing new is recorded")
        #expect(try await street.waits { try await head(of: new, on: "roof-1") >= 4 })
        try await isLinked(end)
        try await judgesProofs(end)
        await street.end()
    }

    /// A policy that can change: its first version is the street's, which three of four sign.
    private func found() async throws {
        try await expect(
            0, "community", "propose", folder.policy, "--state", folder.roof("roof-1"), "--yes", "--output", versions)
        for roof in ["roof-3", "roof-4"] {
            try await expect(0, "community", "sign", versions, "--state", folder.roof(roof), "--yes")
        }
        try await adopt(versions)
    }

    /// All gateways of the demo read one file.
    private func adopt(_ file: String) async throws {
        try await expect(0, "community", "adopt", file, "-c", "\(folder.roof("roof-1"))/heliograph.yaml")
    }

    /// What goes on with a copy of the card is, for everybody else, the gateway: a quorum records it.
    private func steal(from end: UInt64) async throws {
        try await street.start(["thief"])
        #expect(try await street.waits { try await head(of: old, on: "thief") >= end + 3 })
        #expect(await street.stop("thief") == .code(0))
        try await expect(
            0, "ledger", "proof", "\(end + 1)", "--state", path("thief"), "--output", path("stolen"))
        let taken = try await expect(
            0, "verify", "--policy", folder.policy, path("stolen"), path("stolen.entry"))
        #expect(taken.contains("Proven"), "as yet it proves: \(taken)")
    }

    /// One command, and the steps that it names.
    private func open(from end: UInt64) async throws {
        let roof = folder.roof("roof-2")
        let words = try await expect(0, "recover", "--new-origin", "--yes", "--configuration", roof)
        #expect(words.contains("\(old), \(end) entries, and their root."), "\(words)")
        #expect(words.contains("community propose \(roof)/../policy --end \(old)=\(end) --add card.txt"), "\(words)")
        #expect(words.contains("take a user \(new)") && words.contains("shred -u \(roof)/log.pem"), "\(words)")
        let user = try await ChildProcess.run(
            "mosquitto_passwd", ["-b", "\(folder.path)/broker/passwords", new, try folder.password(of: "roof-2")])
        #expect(user.0 == .code(0), "\(user.1)")
        #expect(await street.stop("broker") == .code(0))
        try await street.startBroker()
        try FileManager.default.removeItem(atPath: "\(roof)/heliograph.yaml")
        try FileManager.default.moveItem(atPath: "\(roof)/heliograph.g2.yaml", toPath: "\(roof)/heliograph.yaml")
        try FileManager.default.removeItem(atPath: "\(roof)/log.pem")
    }

    /// The members' version: the old log ends, the new one begins.
    private func change(_ end: UInt64) async throws {
        let words = try await expect(
            0, "community", "propose", folder.policy, "--end", "\(old)=\(end)", "--add",
            "\(folder.roof("roof-2"))/roof-2-g2/card.txt", "--state", folder.roof("roof-1"), "--yes", "--output",
            path("next"))
        #expect(words.contains("+ \(new)") && words.contains("entries from \(end) on prove nothing"), "\(words)")
        for roof in ["roof-3", "roof-4"] {
            try await expect(0, "community", "sign", path("next"), "--state", folder.roof(roof), "--yes")
        }
        for roof in ["roof-1", "roof-3", "roof-4"] { #expect(await street.stop(roof) == .code(0)) }
        try await adopt(path("next"))
    }

    /// Tools say what the new log goes on from, and count its energy from there.
    private func isLinked(_ end: UInt64) async throws {
        let link = "goes on from \(old) behind its first \(end) entries, where the community ended that log"
        let shown = try await expect(0, "ledger", "show", "0", "--origin", new, "--state", folder.roof("roof-1"))
        #expect(shown.contains(link), "\(shown)")
        let readings = try await expect(0, "readings", "--state", folder.roof("roof-1"))
        #expect(readings.contains("\(new) \(link)."), "\(readings)")
        #expect(readings.contains("\(old) was ended by the community with its first \(end) entries"), "\(readings)")
        struct Line: Decodable {
            var meter: String
            var energy_j: Int64
            var register_j: Int64
        }
        let sums = try await expect(0, "readings", "--state", folder.roof("roof-1"), "--by", "month", "--json")
        let lines = try sums.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
        let (before, after) = (lines.filter { $0.meter == "\(old)/pv" }, lines.filter { $0.meter == "\(new)/pv" })
        let total = (before + after).reduce(0) { $0 + $1.energy_j }
        #expect(try #require(after.last).register_j > (try #require(before.last)).register_j, "the register goes on")
        #expect(total == after.last?.register_j, "every joule is counted once: \(sums)")
    }

    /// What was recorded stays proven; what the stolen keys signed behind the end proves nothing, by whichever version.
    private func judgesProofs(_ end: UInt64) async throws {
        for version in [[], ["--policy-version", "1"]] {
            let (exit, lines) = try await ChildProcess.run(
                try HeliographProgram.path,
                ["verify", "--policy", folder.policy] + version + [path("honest"), path("honest.entry")])
            #expect(exit == .code(0), "\(version): \(lines)")
        }
        for version in [[], ["--policy-version", "1"]] {
            let (exit, lines) = try await ChildProcess.run(
                try HeliographProgram.path,
                ["verify", "--policy", folder.policy] + version + [path("stolen"), path("stolen.entry")])
            let words = lines.joined(separator: " ")
            #expect(exit == .code(1), "\(version): \(words)")
            #expect(words.contains("stands behind its end"), "\(words)")
        }
        let back = try await expect(
            2, "community", "propose", folder.policy, "--remove", old, "--state", folder.roof("roof-1"), "--yes",
            "--output", path("back"))
        #expect(back.contains("it ends there for ever"), "\(back)")
        let state = "\(folder.roof("roof-2"))/roof-2-g2"
        try await expect(
            0, "ledger", "proof", "2", "--origin", new, "--policy", folder.policy, "--state", state, "--output",
            path("new"))
        let proven = try await expect(0, "verify", "--policy", folder.policy, path("new"), path("new.entry"))
        #expect(proven.contains("Its log goes on from \(old) behind its first \(end) entries"), "\(proven)")
    }

    /// How much of a log a gateway knows to be recorded.
    private func head(of origin: String, on folder: String) async throws -> UInt64 {
        struct Head: Decodable {
            var origin: String
            var recorded: UInt64?
        }
        let (exit, lines) = try await HeliographProgram.run("ledger", "heads", "--state", path(folder), "--json")
        guard exit == .code(0) else { return 0 }
        let heads = try lines.map { try JSONDecoder().decode(Head.self, from: Data($0.utf8)) }
        return heads.first { $0.origin == origin }?.recorded ?? 0
    }
}
