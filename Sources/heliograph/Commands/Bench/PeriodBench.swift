import FoundationEssentials
import Ledger
import Metering
import Statements
import Storage
import System

/// A year of one meter's minutes as one file: how long it takes to write, and to verify by the program that ships, beside
/// hashing the file's bytes.
struct PeriodBench {
    /// What `heliograph verify --measure --json` says.
    private struct Answer: Decodable {
        struct Measure: Decodable {
            let seconds: Double
            let processor_seconds: Double
            let bytes: Int
            let times_hashing: Double
            let peak_kib: Int64
        }

        let complete: Bool
        let end: UInt64
        let measure: Measure
    }

    private let workshop: BenchWorkshop

    init(_ workshop: BenchWorkshop) { self.workshop = workshop }

    func run() async throws -> [BenchFact] {
        let year = try await YearLog(workshop.amounts.yearCount, workshop, recordedEvery: 60)
        let (file, policy) = (workshop.folder.file("year"), workshop.folder.file("policy"))
        try DurableFile.write(year.street.policy.text, to: policy, mode: 0o600)
        guard let log = try await year.database.log(year.street.author.origin) else {
            throw Finding.negative("the year is not there")
        }
        let records = StoredRecords(
            database: year.database, log: log, rules: LogRules(of: log.origin, KnownPolicy(year.street.policy)))
        let (start, size) = (SystemClock.monotonic(), year.frontier.size)
        _ = try await PeriodExport(year.database, log, records, meter: nil).write(0...size - 1, end: size, to: file)
        let writing = Double(SystemClock.monotonic().nanoseconds(since: start)) / 1e9
        await year.database.close()
        let name = "a period of \(size)"
        let one = try await verify(file, policy, processors: "\(workshop.processor)")
        let all = try await verify(file, policy, processors: "0-\(workshop.processor)")
        guard one.end == size, one.complete else { throw Finding.negative("the file is not the year") }
        return [
            BenchFact(bench: name, what: "file, MB", value: Double(one.measure.bytes) / 1e6),
            BenchFact(bench: name, what: "write it and its CSV, s", value: writing),
            BenchFact(bench: name, what: "verify on one processor, s", value: one.measure.seconds),
            BenchFact(bench: name, what: "of its time, s", value: one.measure.processor_seconds),
            BenchFact(bench: name, what: "as many times as hashing it", value: one.measure.times_hashing),
            BenchFact(bench: name, what: "verify on all processors, s", value: all.measure.seconds),
            BenchFact(bench: name, what: "most memory, MiB", value: Double(all.measure.peak_kib) / 1024),
        ]
    }

    private func verify(_ file: String, _ policy: String, processors: String) async throws -> Answer {
        let (exit, lines) = try await ChildProcess.run(
            "taskset",
            [
                "-c", processors, try CurrentProcess.program(), "verify", "--policy", policy, file, "--measure",
                "--json",
            ])
        guard exit == .code(0), let line = lines.last else {
            throw Finding.negative("the year does not verify: \(lines.joined(separator: "; "))")
        }
        return try JSONDecoder().decode(Answer.self, from: Data(line.utf8))
    }
}
