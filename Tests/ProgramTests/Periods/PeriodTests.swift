import FoundationEssentials
import Ledger
import Metering
import Signing
import Statements
import Storage
import System
import Testing

@testable import heliograph

/// A period's proof, from a gateway's database to whoever is handed the file.
@Suite("The proof of a period")
struct PeriodTests {
    private struct Verdict: Decodable {
        struct Meter: Decodable {
            var meter: String
            var readings: Int
            var first_end: String
            var last_end: String
            var energy_j: Int
        }
        var proven: Bool
        var start: Int
        var end: Int
        var complete: Bool?
        var withheld: Int?
        var withheld_after: Int?
        var events: Int?
        var meters: [Meter]?
        var first_recorded_not_after: String?
        var last_recorded_not_after: String?
        var reason: String?
    }

    private func prove(_ log: TiledLog, _ path: String, _ more: String...) async throws
        -> (exit: ChildProcess.Exit, lines: [String])
    {
        try await run(["ledger", "proof", "--state", log.state, "--policy", log.policy, "--output", path] + more)
    }

    private func verify(_ log: TiledLog, _ path: String, _ more: String...) async throws
        -> (exit: ChildProcess.Exit, lines: [String])
    {
        try await run(["verify", "--policy", log.policy, path] + more)
    }

    private func run(_ arguments: [String]) async throws -> (exit: ChildProcess.Exit, lines: [String]) {
        try await ChildProcess.run(try HeliographProgram.path, arguments)
    }

    private func verdict(_ lines: [String]) throws -> Verdict {
        try JSONDecoder().decode(Verdict.self, from: Data(try #require(lines.first).utf8))
    }

    @Test("of a day among others has its readings, both ends, and the table that its reader makes of it again")
    func day() async throws {
        let temporary = try TemporaryFolder()
        var log = try await TiledLog(in: "\(temporary.path)/author")
        try await log.grow(to: 3000)
        let path = "\(temporary.path)/day"
        let written = try await prove(log, path, "--from", "2026-01-01T12:00Z", "--to", "2026-01-02")
        #expect(written.exit == .code(0), "\(written.lines)")
        #expect(written.lines.contains { $0.contains("721 readings among 721 entries") }, "\(written.lines)")
        let words = try await verify(log, path)
        #expect(words.exit == .code(0), "\(words.lines)")
        #expect(
            words.lines.first
                == "Proven: 721 readings of linden.energy/roof-a/pv, the first to 2026-01-01T12:00:00Z, the last to 2026-01-02T00:00:00Z; 59.760 kWh from the one to the other (register 59.760 to 119.520 kWh)."
        )
        #expect(words.lines.contains { $0.contains("Nothing of the log") }, "\(words.lines)")
        let table = "\(temporary.path)/table.csv"
        let json = try await verify(log, path, "--json", "--csv", table)
        let verdict = try verdict(json.lines)
        #expect(verdict.proven && verdict.complete == true && verdict.start == 720 && verdict.end == 3000)
        #expect(verdict.withheld == 0 && verdict.withheld_after == 3000 - 1441)
        #expect(try SmallFile.read(table) == SmallFile.read("\(path).csv"))
        let rows = String(decoding: try SmallFile.read(table), as: UTF8.self).split(separator: "\n")
        #expect(rows.count == 722 && rows[0].hasPrefix("index,meter,end,interval_s,energy_j,"))
        #expect(
            rows[1]
                == "720,pv,2026-01-01T12:00:00Z,60,215136000,59760,4980,227481600,S,0,3,0,2026-01-01T00:00:00Z")
        // The entries behind the period cost a hash for each of a dozen subtrees, not one each.
        #expect(try FileStatus(of: path).size < 721 * 420 + 5000)
    }

    @Test("dates each reading by the first record that is kept of it, and goes no further than it must")
    func keptRecords() async throws {
        let temporary = try TemporaryFolder()
        var log = try await TiledLog(in: "\(temporary.path)/author")
        try await log.growHourly(to: 1201)
        let path = "\(temporary.path)/period"
        let written = try await prove(log, path, "--from", "2026-01-01T02:30Z", "--to", "2026-01-01T05:10Z")
        #expect(written.exit == .code(0), "\(written.lines)")
        let verdict = try verdict(try await verify(log, path, "--json").lines)
        #expect(verdict.start == 150 && verdict.end == 361 && verdict.withheld_after == 50 && verdict.complete == true)
        #expect(verdict.first_recorded_not_after == "2026-01-01T03:00:00Z")
        #expect(verdict.last_recorded_not_after == "2026-01-01T06:00:00Z")
        let rows = String(decoding: try SmallFile.read("\(path).csv"), as: UTF8.self).split(separator: "\n")
        for (row, hour) in [(1, "03"), (31, "03"), (32, "04"), (91, "04"), (92, "05"), (161, "06")] {
            #expect(rows[row].hasSuffix(",2026-01-01T\(hour):00:00Z"), "\(rows[row])")
        }
    }

    @Test("of one meter shows nothing of another, and as much energy")
    func oneMeter() async throws {
        let temporary = try TemporaryFolder()
        let log = try await TwoMeterLog(in: temporary.path, readings: 300)
        let path = "\(temporary.path)/pv"
        let options = ["ledger", "proof", "--state", log.state, "--policy", log.policy] + log.period(0...299)
        let written = try await run(options + ["--meter", "pv", "--output", path])
        #expect(written.exit == .code(0), "\(written.lines)")
        let whole = try await run(options + ["--output", "\(path)-all"])
        #expect(whole.exit == .code(0), "\(whole.lines)")
        let one = try verdict(try await log.verify(path).lines)
        let all = try verdict(try await log.verify("\(path)-all").lines)
        #expect(one.complete == false && one.withheld == 149 && all.complete == true && all.withheld == 0)
        #expect(one.meters?.map(\.meter) == ["pv"] && all.meters?.map(\.meter) == ["pv", "house"])
        #expect(one.meters?.first?.energy_j == all.meters?.first?.energy_j && one.meters?.first?.energy_j == 298 * 3600)
        for (suffix, isShown) in [("", false), (".csv", false), ("-all", true)] {
            let bytes = try SmallFile.read(path + suffix)
            let house = Array("house".utf8)
            #expect(bytes.indices.contains { bytes[$0...].starts(with: house) } == isShown, "\(suffix)")
        }
        let sentences = try await HeliographProgram.run("verify", "--policy", log.policy, path)
        #expect(
            sentences.lines.contains { $0.contains("149 entries of the log between them are withheld") },
            "\(sentences.lines)")
    }

    @Test("finds what a clock that was set back put twice, and what it put before its time")
    func clockSetBack() async throws {
        let temporary = try TemporaryFolder()
        // After 200 readings the clock goes back by 100 of them.
        let log = try await TwoMeterLog(in: temporary.path, readings: 400) { $0 < 200 ? $0 : $0 - 100 }
        for (places, indices) in [(110...120, 111...221), (10...20, 11...21), (250...260, 351...361)] {
            let path = "\(temporary.path)/\(places.lowerBound)"
            let written = try await run(
                ["ledger", "proof", "--state", log.state, "--policy", log.policy, "--output", path] + log.period(places)
            )
            #expect(written.exit == .code(0), "\(written.lines)")
            let verdict = try verdict(try await log.verify(path).lines)
            let shown = verdict.end - verdict.start - (verdict.withheld_after ?? 0)
            #expect(verdict.start == indices.lowerBound && shown == indices.count, "\(places): \(verdict)")
        }
    }

    @Test("is read from a pipe, and refused with a byte flipped, cut short, or under another policy")
    func altered() async throws {
        let temporary = try TemporaryFolder()
        var log = try await TiledLog(in: "\(temporary.path)/author")
        try await log.grow(to: 700)
        let path = "\(temporary.path)/period"
        #expect(try await prove(log, path, "--from", "2026-01-01T03:00Z", "--to", "2026-01-01T11:00Z").exit == .code(0))
        let bytes = try SmallFile.read(path, limit: 1 << 20)
        let piped: (exit: ChildProcess.Exit, lines: [String]) = try await ChildProcess.run(
            "sh",
            [
                "-c", "cat \"$1\" | \"$2\" verify --policy \"$3\" /dev/stdin", "sh", path, try HeliographProgram.path,
                log.policy,
            ])
        #expect(piped.exit == .code(0), "\(piped.lines)")
        let table = "\(temporary.path)/table.csv"
        for position in stride(from: 30, to: bytes.count, by: bytes.count / 12) {
            var altered = bytes
            altered[position] ^= 0x04
            try Data(altered).write(to: URL(filePath: "\(path)-altered"))
            let result = try await verify(log, "\(path)-altered", "--csv", table)
            #expect(result.exit == .code(1), "byte \(position): \(result.lines)")
            #expect(result.lines.contains { $0.contains("not proven") }, "\(result.lines)")
            #expect(!FileManager.default.fileExists(atPath: table), "a table of what is not proven")
        }
        try Data(bytes.dropLast(40)).write(to: URL(filePath: "\(path)-short"))
        let short = try await verify(log, "\(path)-short", "--json")
        #expect(short.exit == .code(1) && short.lines.contains { $0.contains("\"proven\":false") }, "\(short.lines)")
        let other = try PublishedStreet()
        try Data(other.policy.text).write(to: URL(filePath: "\(temporary.path)/other"))
        let stranger = try await HeliographProgram.run("verify", "--policy", "\(temporary.path)/other", path)
        #expect(stranger.exit == .code(1), "\(stranger.lines)")
        var later = bytes
        later[20] = UInt8(ascii: "2")
        try Data(later).write(to: URL(filePath: "\(path)-later"))
        let version = try await verify(log, "\(path)-later")
        #expect(
            version.exit == .code(1) && version.lines.contains { $0.contains("newer Heliograph") }, "\(version.lines)")
    }

    @Test("leaves out what is not recorded yet, and says so; of nothing recorded it says that")
    func unrecorded() async throws {
        let temporary = try TemporaryFolder()
        var log = try await TiledLog(in: "\(temporary.path)/author")
        try await log.grow(to: 100)
        try await log.growUnrecorded(to: 200)
        let path = "\(temporary.path)/period"
        let part = try await prove(log, path, "--from", "2026-01-01T01:00Z", "--to", "2026-01-01T03:00Z")
        #expect(
            part.exit == .code(0) && part.lines.contains { $0.contains("from 100 on: they are not recorded yet") },
            "\(part.lines)")
        let verdict = try verdict(try await verify(log, path, "--json").lines)
        #expect(verdict.start == 60 && verdict.end == 100 && verdict.meters?.first?.readings == 40)
        let none = try await prove(log, "\(path)-none", "--from", "2026-01-01T02:00Z", "--to", "2026-01-01T03:00Z")
        #expect(none.exit == .code(1) && none.lines.contains { $0.contains("not recorded yet") }, "\(none.lines)")
        #expect(!FileManager.default.fileExists(atPath: "\(path)-none"))
        #expect(!FileManager.default.fileExists(atPath: "\(path)-none.csv"))
    }

    @Test("of a log whose beginning was let go begins with what is kept, under the same key")
    func pruned() async throws {
        let temporary = try TemporaryFolder()
        var log = try await TiledLog(in: "\(temporary.path)/author")
        try await log.grow(to: 700)
        try await log.letGo(below: 512)
        let path = "\(temporary.path)/period"
        let written = try await prove(log, path, "--from", "2026-01-01", "--to", "2026-01-02")
        #expect(
            written.exit == .code(0) && written.lines.contains { $0.contains("before 512 are kept here no more") },
            "\(written.lines)")
        let verdict = try verdict(try await verify(log, path, "--json").lines)
        #expect(verdict.start == 512 && verdict.end == 700 && verdict.complete == true)
    }

    @Test("is refused with words where the options contradict each other, or nothing is there")
    func options() async throws {
        let temporary = try TemporaryFolder()
        var log = try await TiledLog(in: "\(temporary.path)/author")
        try await log.grow(to: 10)
        let path = "\(temporary.path)/period"
        let day = ["--from", "2026-01-01", "--to", "2026-01-02"]
        for (arguments, words) in [
            ([], "Name the index of an entry, or a period"), (["3"] + day, "not both"),
            (["--from", "2026-01-01"], "both --from and --to"),
            (["3", "--meter", "pv"], "not both"), (["--from", "2026-01-02", "--to", "2026-01-01"], "before it begins"),
            (["--from", "1.1.2026", "--to", "2026-01-02"], "1.1.2026"), (day + ["--meter", "PV"], "no meter's name"),
            (day + ["--meter", "house"], "no entry about house"),
            (["--from", "2027-01-01", "--to", "2027-01-02"], "there is no entry"),
        ] as [([String], String)] {
            let result = try await run(
                ["ledger", "proof", "--state", log.state, "--policy", log.policy, "--output", path] + arguments)
            #expect(
                result.exit == .code(2) && result.lines.contains { $0.contains(words) }, "\(arguments): \(result.lines)"
            )
            #expect(!FileManager.default.fileExists(atPath: path))
        }
        try Data().write(to: URL(filePath: "\(path).csv"))
        let taken = try await prove(log, path, "--from", "2026-01-01", "--to", "2026-01-02")
        #expect(taken.exit == .code(2) && taken.lines.contains { $0.contains("\(path).csv exists") }, "\(taken.lines)")
        #expect(!FileManager.default.fileExists(atPath: path), "neither file without the other")
        let csv = try await verify(log, log.policy, "--csv", "\(path)-table")
        #expect(csv.exit == .code(2) && csv.lines.contains { $0.contains("no proof of a period") }, "\(csv.lines)")
    }
}
