import Gateway
import Ledger
import MQTT
import Metering
import Statements
import System

/// One gateway that mirrors a hundred logs, each of a statement a minute, in real time: the whole life of a statement, from its
/// publication to the record that the other mirrors' lines make.
struct HundredLogsBench {
    private let workshop: BenchWorkshop

    init(_ workshop: BenchWorkshop) { self.workshop = workshop }

    func run() async throws -> BenchResult {
        let count = workshop.amounts.logCount
        let names = ["mirror-a", "mirror-b", "mirror-c", "mirror-d"] + (0..<count).map { "roof-\($0)" }
        let street = try BenchStreet(workshop.cryptography, of: names)
        let broker = try await BenchBroker.start(in: workshop.folder, beside: workshop.processor)
        defer { broker.stop() }
        let gateway = try await BenchGateway(street.author, of: street, in: workshop, port: broker.port)
        let observer = try BenchObserver(of: street, port: broker.port)
        let child = try await gateway.start(in: workshop)
        defer { child.signal(SignalNumber.terminate) }
        try await observer.await { $0 == .status(gateway.origin) }
        var logs = try (0..<count).map { try BenchLog(of: street, by: 4 + $0, selfCheck: .structural) }
        Progress.say("the first entries of \(count) logs …")
        for log in logs { try await carry(log.opening, of: log, observer, to: gateway) }

        let (minutes, minute) = (workshop.amounts.mirrorMinutes, workshop.amounts.mirrorMinute)
        let start = SystemClock.monotonic()
        let (usage, size) = (try ProcessUsage(of: child.identifier), databaseSize(gateway))
        for turn in 0..<minutes {
            Progress.say("minute \(turn + 1) of \(minutes) …")
            for index in logs.indices {
                try await sleep(until: start + minute * turn + minute * index / count)
                let changes = try logs[index].append(logs[index].drafts(1)).changes
                try await carry(changes, of: logs[index], observer, to: gateway)
            }
        }
        try await sleep(until: start + minute * minutes)
        let after = try ProcessUsage(of: child.identifier)
        let memory = try ProcessMemory(of: child.identifier)
        let growth = databaseSize(gateway) - size
        await observer.stop()
        child.signal(SignalNumber.terminate)
        _ = await child.wait()
        for log in logs where try await gateway.held(of: log.author.origin) != log.writer.frontier {
            throw Finding.negative("the mirror does not hold all of \(log.author.origin)")
        }
        let stretch = minute * minutes
        let day = .seconds(86_400) / stretch
        let name = "mirror of \(count) logs"
        return BenchResult(facts: [
            BenchFact(
                bench: name, what: "processor, %",
                value: (after.processorTime - usage.processorTime) / stretch * 100),
            BenchFact(bench: name, what: "memory of its own, MiB", value: Double(memory.anonymous_kib) / 1024),
            BenchFact(
                bench: name, what: "memory at most, libraries included, MiB", value: Double(memory.peak_kib) / 1024),
            BenchFact(
                bench: name, what: "written, MB a day",
                value: Double(after.writtenBytes - usage.writtenBytes) * day / 1e6),
            BenchFact(bench: name, what: "database grows, MB a day", value: Double(growth) * day / 1e6),
        ])
    }

    /// Publishes what a log grew by, waits for the mirror's cosignature, and publishes the record.
    private func carry(
        _ changes: [LedgerChange], of log: BenchLog, _ observer: BenchObserver, to mirror: BenchGateway
    ) async throws {
        let origin = log.author.origin
        for bytes in changes.entries {
            let topic = Topic.statement(origin, subject: try StatementHeader(of: Entry(parsing: bytes)).subject)
            try await observer.publish(bytes, on: topic, contentType: BrokerMessage.statementType)
        }
        guard let note = changes.note(.held) else { preconditionFailure("a writer signs its head") }
        try await observer.publish(note, on: .checkpoint(origin), isRetained: true)
        try await observer.await { topic, payload in
            guard topic == .cosignature(mirror.origin, of: origin.gateway) else { return false }
            return try Checkpoint(parsing: SignedNote(parsing: payload).text).size == log.writer.frontier.size
        }
        try await observer.publish(log.recordedNote().bytes, on: .recorded(origin), isRetained: true)
    }

    private func sleep(until time: MonotonicTime) async throws {
        try await Task.sleep(for: .nanoseconds(time.nanoseconds(since: SystemClock.monotonic())))
    }

    /// Bytes on the disk, those that are not yet in the main file included.
    private func databaseSize(_ gateway: BenchGateway) -> Int64 {
        ["", "-wal"].reduce(0) { $0 + ((try? FileStatus(of: gateway.databasePath + $1).size) ?? 0) }
    }
}
