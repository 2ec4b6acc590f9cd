import FoundationEssentials
import Ledger
import Signing
import Statements
import Storage
import System
import Testing

@testable import heliograph

/// What a street leaves on the wire and on its disks, looked at by us and by other people's programs.
@Suite("A recorded street", .needs(.mosquittoSub), .recordedStreet)
struct RecordedStreetTests {
    private let street: RecordedStreet
    var folder: StreetFolder { street.folder }

    init() throws { street = try #require(RecordedStreet.current) }

    private struct Line: Decodable {
        var kind: String
        var origin: String?
        var index: UInt64?
        var state: String?
        var cosigners: Int?
        var verified: Int?
        var recorded: Int?
        var unverifiable: Int?
        var logs: Int?
    }

    @Test("recorded everything, and says so")
    func demo() throws {
        #expect(street.demo.exit == .code(0), "\(street.demo.lines.last ?? "")")
    }

    @Test("was watched: each statement verified, then recorded by a quorum")
    func watch() throws {
        let lines = try street.watch.lines.map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
        #expect(street.watch.exit == .code(0))
        let summary = try #require(lines.last)
        #expect(summary.kind == "summary" && summary.unverifiable == 0 && summary.logs == 4)
        #expect(summary.verified ?? 0 >= 4 * 4)
        var states: [String: [String]] = [:]
        for line in lines.dropLast() {
            let place = "\(line.origin ?? "") \(line.index.map(String.init) ?? "")"
            states[place, default: []].append(try #require(line.state, "\(line)"))
            if line.state == "recorded" { #expect((3...4).contains(line.cosigners ?? 0)) }
        }
        #expect(states.count == summary.verified)
        #expect(states.values.count { $0.last == "recorded" } == summary.recorded)
        #expect(
            states.values.allSatisfy { $0 == ["verified", "recorded"] || $0 == ["verified"] || $0 == ["recorded"] })
        #expect(states.values.contains(["verified", "recorded"]))
    }

    @Test("never put two different contents at one index on the wire")
    func wireIsConsistent() throws {
        let entries = try WireEntries(folder.wire())
        #expect(entries.contradictions.isEmpty)
        #expect(entries.count >= 4 * 4)
    }

    @Test("holds the same logs, verified to the last signature, on every disk")
    func disks() async throws {
        let heads = try await StreetAudit.heads(of: folder)
        #expect(heads.count == 16)
        #expect(heads.allSatisfy { $0.size == $0.recordedSize && $0.size > 0 }, "\(heads)")
        #expect(Dictionary(grouping: heads, by: \.origin).values.allSatisfy { Set($0.map(\.root)).count == 1 })
    }

    @Test("its statements verify with PyPI's cwt, which refuses them with any byte flipped", .needs(.cwt))
    func foreignStatements() async throws {
        struct Result: Decodable {
            var logs: Int
            var statements: Int
            var subjects: [String]
            var contradictions: [String]
            var flipped: Int
            var accepted_although_flipped: [Int]
        }
        let (exit, lines) = try await ChildProcess.run(
            ForeignTool.cwt.path, [ForeignTool.script("statements.py"), "\(folder.path)/wire"])
        #expect(exit == .code(0), "\(lines)")
        let result = try JSONDecoder().decode(Result.self, from: Data(try #require(lines.last).utf8))
        #expect(result.logs == 4 && result.subjects.contains("pv") && result.contradictions.isEmpty, "\(lines)")
        #expect(result.statements == (try WireEntries(folder.wire()).count))
        #expect(result.flipped >= 4 * 200 && result.accepted_although_flipped.isEmpty)
    }

    @Test(
        "its notes and proofs verify with Go's sumdb packages, which refuse them with a byte flipped", .needs(.goNote))
    func foreignProofs() async throws {
        let go = try await GoVerifier("proofs", in: folder.path)
        var arguments: [String] = []
        let messages = try folder.wire()
        for roof in StreetFolder.roofs {
            let note = try #require(messages.last { $0.topic == "heliograph/1/demo.street/\(roof)/recorded" })
            try Data(note.payload).write(to: URL(filePath: "\(folder.path)/\(roof)-note"))
            arguments += ["note", "\(folder.path)/\(roof)-note"]
            for index in [0, 1, 4] {
                arguments += [
                    "proof", try await proof(of: index, in: roof, by: "roof-1", named: "go-\(roof)-\(index)"),
                ]
            }
        }
        let (exit, lines) = try await go.run([folder.policy] + arguments)
        #expect(exit == .code(0) && lines.count == 16, "\(lines)")

        let note = try SmallFile.read("\(folder.path)/roof-1-note")
        for offset in stride(from: 0, to: note.count, by: 7) {
            var flipped = note
            flipped[offset] ^= 0x01
            try Data(flipped).write(to: URL(filePath: "\(folder.path)/flipped-note"))
            let (exit, _) = try await go.run([folder.policy, "note", "\(folder.path)/flipped-note"])
            // A flipped name makes a line that nobody knows; what remains may still be a quorum.
            let isStillRecorded = try isRecorded(flipped)
            #expect((exit == .code(0)) == isStillRecorded, "byte \(offset)")
        }
    }

    @Test("a proof and its entry verify with the policy alone")
    func verify() async throws {
        for index in [0, 3] {
            let proof = try await proof(of: index, in: "roof-2", by: "roof-1", named: "ours-\(index)")
            let result = try await HeliographProgram.run("verify", "--policy", folder.policy, proof, "\(proof).entry")
            #expect(result.exit == .code(0))
            #expect(result.lines.joined(separator: " ").contains("demo.street/roof-2"), "\(result.lines)")
        }
    }

    private struct Shown: Decodable {
        var index: UInt64
        var state: String?
        var pulses: Int64?
        var record: String?
        var madeAfter: String?
        var recordedBy: String?
        var when: String
        var mirrors: [Mirror]
        struct Mirror: Decodable {
            var origin: String
            var time: String
        }

        /// RFC 3339 of UTC: texts are in the order of the times. The mirror in the middle says when.
        var isHonest: Bool {
            let times = mirrors.map(\.time).sorted()
            return recordedBy == times[times.count / 2] && (madeAfter ?? "") <= recordedBy ?? ""
        }
    }

    @Test("an entry is shown with what it says, who recorded it, and between which moments it was made")
    func show() async throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        for roof in ["roof-1", "roof-2"] {
            func show(_ index: Int, _ options: String...) async throws -> (exit: ChildProcess.Exit, lines: [String]) {
                try await ChildProcess.run(
                    try HeliographProgram.path,
                    ["ledger", "show", "\(index)", "--state", folder.roof(roof)] + options)
            }
            let last = try await StreetAudit.heads(of: folder).first { $0.origin.description == "demo.street/\(roof)" }
            let newest = Int(try #require(last).size) - 1
            for index in [0, newest] {
                let result = try await show(index, "--json")
                #expect(result.exit == .code(0), "\(result.lines)")
                let shown = try decoder.decode(Shown.self, from: Data(try #require(result.lines.first).utf8))
                #expect(shown.index == UInt64(index) && shown.state == "recorded" && shown.mirrors.count >= 3)
                #expect(shown.isHonest, "\(shown)")
                #expect((shown.record == nil) == (index == 0) && (shown.madeAfter == nil) == (index == 0))
                let words = try await show(index)
                #expect(words.exit == .code(0) && words.lines.contains { $0.contains(shown.when) }, "\(words.lines)")
            }
            // The proof that its own gateway writes carries what it names.
            let proof = try await proof(of: newest, in: roof, by: roof, named: "when-\(roof)")
            let result = try await HeliographProgram.run(
                "verify", "--policy", folder.policy, "--json", proof, "\(proof).entry")
            let verdict = try decoder.decode(Shown.self, from: Data(try #require(result.lines.first).utf8))
            #expect(verdict.madeAfter != nil && verdict.isHonest, "\(verdict)")
            let none = try await show(100_000)
            #expect(none.exit == .code(2))
        }
    }

    @Test("an entry or a proof with a byte flipped proves nothing")
    func flipped() async throws {
        let proof = try await proof(of: 3, in: "roof-2", by: "roof-1", named: "flipped")
        let entry = try SmallFile.read("\(proof).entry")
        let policy = try Policy(parsing: SmallFile.read(folder.policy), OpenSSLCryptography())
        let parsed = try LogProof(parsing: SmallFile.read(proof))
        #expect(throws: Never.self) { try parsed.verify(entry: entry, under: policy, OpenSSLCryptography()) }
        for offset in entry.indices {
            var flipped = entry
            flipped[offset] ^= 0x01
            #expect(throws: LedgerError.self, "byte \(offset)") {
                try parsed.verify(entry: flipped, under: policy, OpenSSLCryptography())
            }
        }
        for offset in stride(from: 0, to: entry.count, by: 40) {
            var flipped = entry
            flipped[offset] ^= 0x01
            try Data(flipped).write(to: URL(filePath: "\(proof).flipped"))
            let result = try await HeliographProgram.run("verify", "--policy", folder.policy, proof, "\(proof).flipped")
            #expect(result.exit == .code(1), "byte \(offset): \(result.lines)")
        }
    }

    @Test("what cannot be read is told apart from what does not hold")
    func unusable() async throws {
        let proof = try await proof(of: 3, in: "roof-3", by: "roof-1", named: "unusable")
        let entry = "\(proof).entry"
        let missing = try await HeliographProgram.run("verify", "--policy", folder.policy, "\(proof).none", entry)
        #expect(missing.exit == .code(2) && missing.lines.contains { $0.contains("\(proof).none") })
        let noPolicy = try await HeliographProgram.run("verify", "--policy", proof, proof, entry)
        #expect(noPolicy.exit == .code(2), "\(noPolicy.lines)")
        let noArguments = try await HeliographProgram.run("verify", proof)
        #expect(noArguments.exit == .code(2))
        let noIndex = try await HeliographProgram.run(
            "ledger", "proof", "100000", "--state", folder.roof("roof-1"), "--output", "\(proof).other")
        #expect(noIndex.exit == .code(2) && !FileManager.default.fileExists(atPath: "\(proof).other"))
        let overwriting = try await HeliographProgram.run(
            "ledger", "proof", "1", "--state", folder.roof("roof-1"), "--output", proof)
        #expect(overwriting.exit == .code(2), "a proof is never overwritten")
    }

    @Test("its energy is told by meter, own and mirrored")
    func readings() async throws {
        struct Sum: Decodable { var meter: String }
        let own = try await HeliographProgram.run(
            "readings", "--state", folder.roof("roof-1"), "--by", "day", "--json")
        let mirrored = try await HeliographProgram.run(
            "readings", "--state", folder.roof("roof-1"), "--origin", "demo.street/roof-2", "--json")
        #expect(own.exit == .code(0) && mirrored.exit == .code(0))
        let meters = try (own.lines + mirrored.lines).map { try JSONDecoder().decode(Sum.self, from: Data($0.utf8)) }
        #expect(meters.contains { $0.meter == "demo.street/roof-1/pv" })
        #expect(meters.contains { $0.meter == "demo.street/roof-2/pv" })
    }

    @Test("its readings go out one by one, own and mirrored, and those of a period are a part of all")
    func rawReadings() async throws {
        func readings(_ arguments: String...) async throws -> [[Substring]] {
            let (exit, lines) = try await ChildProcess.run(
                try HeliographProgram.path,
                ["readings", "--state", folder.roof("roof-1"), "--origin", "demo.street/roof-2"] + arguments)
            #expect(exit == .code(0))
            return lines.filter { !$0.hasPrefix("#") }.map {
                $0.split(separator: ",", omittingEmptySubsequences: false)
            }
        }
        let all = try await readings("--by", "reading", "--csv")
        let (names, rows) = (try #require(all.first), all.dropFirst())
        #expect(names.starts(with: ["meter", "period", "energy_j", "register_j"]) && rows.count >= 4)
        #expect(all.allSatisfy { $0.count == names.count })
        let pulses = try #require(names.firstIndex(of: "pulses"))
        for (before, after) in zip(rows, rows.dropFirst()) {
            let (from, to, counted) = (Int(before[3]) ?? -1, Int(after[3]) ?? -1, Int(after[2]))
            #expect(to - from == counted && from >= 0)
            let (earlier, later) = (Int(before[pulses]) ?? -1, Int(after[pulses]) ?? -1)
            #expect(later >= earlier && earlier >= 0)
        }
        let days = try await readings("--by", "day", "--csv").dropFirst()
        func energy(_ lines: ArraySlice<[Substring]>) -> Int {
            lines.reduce(0) { sum, line in sum + (Int(line[2]) ?? 0) }
        }
        #expect(energy(days) == energy(rows))
        let middle = String(rows[rows.startIndex + rows.count / 2][1])
        let first = try await readings("--by", "reading", "--csv", "--to", middle)
        let second = try await readings("--by", "reading", "--csv", "--from", middle)
        let together = Array(first.dropFirst()) + Array(second.dropFirst())
        #expect(together == Array(rows) && first.count > 1 && second.count > 1)
        let none = try await HeliographProgram.run("readings", "--state", folder.roof("roof-1"), "--to", "2026-01-01")
        #expect(none.exit == .code(0) && none.lines == ["There is no reading of that time."])
        let both = try await HeliographProgram.run("readings", "--state", folder.roof("roof-1"), "--json", "--csv")
        #expect(both.exit == .code(2))
    }

    @Test("its logs are shown with their mirrors")
    func ledger() async throws {
        let heads = try await HeliographProgram.run("ledger", "heads", "--state", folder.roof("roof-1"))
        #expect(heads.exit == .code(0) && heads.lines.count == 5, "\(heads.lines)")
        let mirrors = try await HeliographProgram.run("ledger", "mirrors", "--state", folder.roof("roof-1"))
        #expect(mirrors.exit == .code(0) && mirrors.lines.contains { $0.contains("of 4 mirrors hold") })
    }

    @Test("its logs, as tiles, are walked to the last entry by Go's sumdb packages, and by us", .needs(.goNote))
    func tiles() async throws {
        let go = try await GoVerifier("tiles", in: folder.path)
        for roof in StreetFolder.roofs {
            let tree = "\(folder.path)/tiles-\(roof)"
            let exported = try await HeliographProgram.run(
                "ledger", "export", "--state", folder.roof("roof-1"), "--origin", "demo.street/\(roof)", "--tiles", tree
            )
            #expect(exported.exit == .code(0), "\(exported.lines)")
            let audit = try await go.run([folder.policy, tree, "1", "3"])
            #expect(audit.exit == .code(0), "\(roof): \(audit.lines)")
            let ours = try await HeliographProgram.run("ledger", "import", tree, "--policy", folder.policy)
            #expect(
                ours.exit == .code(0) && ours.lines.contains { $0.contains("demo.street/\(roof)") }, "\(ours.lines)")
        }
    }

    @Test("all that it said of a neighbour's roof, in one file, verifies with the policy alone")
    func period() async throws {
        struct Verdict: Decodable {
            struct Meter: Decodable {
                var meter: String
                var readings: Int
            }
            var meters: [Meter]
            var start: Int
            var complete: Bool
            var mirrors_at_least: Int
        }
        for roof in StreetFolder.roofs {
            let path = "\(folder.path)/period-\(roof)"
            let written = try await HeliographProgram.run(
                "ledger", "proof", "--state", folder.roof("roof-1"), "--origin", "demo.street/\(roof)", "--from",
                "2020-01-01", "--to", "2200-01-01", "--output", path)
            #expect(written.exit == .code(0), "\(written.lines)")
            let verify = try await HeliographProgram.run("verify", "--policy", folder.policy, path, "--json")
            #expect(verify.exit == .code(0), "\(verify.lines)")
            let verdict = try JSONDecoder().decode(Verdict.self, from: Data(try #require(verify.lines.first).utf8))
            #expect(verdict.complete && verdict.start == 0 && verdict.mirrors_at_least >= 3)
            #expect(verdict.meters.map(\.meter) == ["pv"])
            let rows = String(decoding: try SmallFile.read("\(path).csv"), as: UTF8.self).split(separator: "\n")
            #expect(rows.count == 1 + verdict.meters[0].readings && rows.count > 4)
            let other = try await HeliographProgram.run("verify", "--policy", folder.policy, path, "\(path).csv")
            #expect(other.exit == .code(2) && other.lines.contains { $0.contains("name none behind it") })
        }
    }

    private func proof(of index: Int, in roof: String, by holder: String, named name: String) async throws -> String {
        let path = "\(folder.path)/\(name).tlog-proof"
        let result = try await HeliographProgram.run(
            "ledger", "proof", "\(index)", "--state", folder.roof(holder), "--origin", "demo.street/\(roof)",
            "--output", path)
        #expect(result.exit == .code(0), "\(result.lines)")
        return path
    }

    private func isRecorded(_ note: [UInt8]) throws -> Bool {
        let policy = try Policy(parsing: SmallFile.read(folder.policy), OpenSSLCryptography())
        guard let note = try? SignedNote(parsing: note) else { return false }
        return (try? policy.check(note, OpenSSLCryptography()))?.isRecorded ?? false
    }
}
