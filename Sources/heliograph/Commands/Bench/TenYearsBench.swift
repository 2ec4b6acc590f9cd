import FoundationEssentials
import Ledger
import Metering
import Statements
import Storage
import System

/// One log as it grows to ten years of minutes: what appending, proving and starting cost at each size.
struct TenYearsBench {
    /// How often each step is taken at a size; odd, so that the median is one of them.
    private static let stepCount = 101

    private let workshop: BenchWorkshop

    init(_ workshop: BenchWorkshop) { self.workshop = workshop }

    func run() async throws -> BenchResult {
        let street = try BenchStreet(workshop.cryptography)
        let gateway = try await BenchGateway(street.author, of: street, in: workshop, port: nil)
        var log = try BenchLog(of: street, selfCheck: .structural)
        var database = try gateway.database()
        try await database.commit(log.opening)
        var facts: [BenchFact] = []
        for size in workshop.amounts.lifeCounts {
            Progress.say("signing up to \(size) readings …")
            try await log.grow(by: size - Int(log.writer.frontier.size), in: database)
            let name = "a log of \(size)"
            facts.append(
                BenchFact(bench: name, what: "append and commit one, ms", value: try await append(&log, database)))
            facts += try await proofs(of: log, in: database, name)
            await database.close()
            let bytes = try FileStatus(of: gateway.databasePath).size
            facts.append(BenchFact(bench: name, what: "database, MB", value: Double(bytes) / 1e6))
            facts.append(
                BenchFact(
                    bench: name, what: "start until it counts, ms", value: try await start(gateway, street), limit: 1000
                ))
            database = try gateway.database()
        }
        await database.close()
        return BenchResult(facts: facts)
    }

    /// Milliseconds for a transaction with one reading.
    private func append(_ log: inout BenchLog, _ database: Database) async throws -> Double {
        var times: [Double] = []
        for _ in 0..<Self.stepCount {
            let changes = try log.append(log.drafts(1)).changes
            times.append(try await milliseconds { try await database.commit(changes) })
        }
        return times.median
    }

    /// Milliseconds for proofs from anywhere in the log to its head, read from the file.
    private func proofs(of log: BenchLog, in database: Database, _ name: String) async throws -> [BenchFact] {
        let tree = database.tree(of: log.author.origin)
        let size = log.writer.frontier.size
        var (inclusion, consistency): ([Double], [Double]) = ([], [])
        var random = SystemRandomNumberGenerator()
        for _ in 0..<Self.stepCount {
            let index = UInt64.random(in: 1..<size, using: &random)
            inclusion.append(
                try await milliseconds {
                    _ = try await MerkleTree.inclusionProof(index: index, size: size, tree, workshop.cryptography)
                })
            consistency.append(
                try await milliseconds {
                    _ = try await MerkleTree.consistencyProof(from: index, to: size, tree, workshop.cryptography)
                })
        }
        return [
            BenchFact(bench: name, what: "proof of one entry, ms", value: inclusion.median),
            BenchFact(bench: name, what: "proof from an older head, ms", value: consistency.median),
        ]
    }

    /// Milliseconds from the program's start to the moment when it counts and can be asked. It runs on a copy: what it signs
    /// is not in the log that grows here.
    private func start(_ gateway: BenchGateway, _ street: BenchStreet) async throws -> Double {
        let copy = workshop.folder.file("original.db")
        try FileManager.default.moveItem(atPath: gateway.databasePath, toPath: copy)
        defer {
            for suffix in ["", "-wal", "-shm", "-lock"] {
                try? FileManager.default.removeItem(atPath: gateway.databasePath + suffix)
            }
            try? FileManager.default.moveItem(atPath: copy, toPath: gateway.databasePath)
        }
        try FileManager.default.copyItem(atPath: copy, toPath: gateway.databasePath)
        var times: [Double] = []
        for _ in 0..<5 {
            let begin = SystemClock.monotonic()
            let child = try await gateway.start(in: workshop)
            while !FileManager.default.fileExists(atPath: gateway.controlPath) {
                guard child.isRunning else { throw Finding.negative("the gateway did not start") }
                try await Task.sleep(for: .milliseconds(1))
            }
            times.append(Double(SystemClock.monotonic().nanoseconds(since: begin)) / 1e6)
            // Whatever it was about to do is of no interest, and what it leaves behind is met by the next start.
            child.signal(SignalNumber.kill)
            _ = await child.wait()
            try FileManager.default.removeItem(atPath: gateway.controlPath)
        }
        return times.median
    }

    private func milliseconds(_ body: () async throws -> Void) async throws -> Double {
        let begin = SystemClock.monotonic()
        try await body()
        return Double(SystemClock.monotonic().nanoseconds(since: begin)) / 1e6
    }
}
