import Gateway
import Ledger
import MQTT
import Metering
import Statements
import Storage
import System

/// A month of minutes that a mirror missed, fetched from its neighbours over a broker, from their disks to its own, by the
/// programs that ship. Beside it a C program hashes and inserts the same entries.
struct MissedMonthBench {
    /// Entries in a floor's transaction, as in a mirror's.
    private static let batch = 2048

    /// What one turn showed of the gateway that caught up.
    private struct Turn {
        let stretch: Stretch
        let idleKib: Int64
        let peakKib: Int64
    }

    private let workshop: BenchWorkshop

    init(_ workshop: BenchWorkshop) { self.workshop = workshop }

    func run() async throws -> BenchResult {
        let count = workshop.amounts.monthCount
        let (floors, folder) = (workshop.floors, workshop.folder)
        var turns: [Turn] = []
        var floor: [Stretch] = []
        for _ in 0..<min(3, workshop.amounts.turns) {
            let month = try await YearLog(count - 1, workshop)
            turns.append(try await catchUp(with: month))
            if floors.areBuilt {
                let file = folder.file("entries")
                try DurableFile.write(try await month.bundles(), to: file, mode: 0o600)
                folder.removeDatabase("floor.db")
                floor.append(try await floors.run(.catchUp, [file, folder.file("floor.db"), "\(Self.batch)"]))
            }
            await month.database.close()
        }
        let name = "a missed month, over the broker"
        var figure = Contest([turns.map(\.stretch), floor]).figure(
            0, beside: floor.isEmpty ? nil : 1, bench: name, unit: "entries", goal: 0.25)
        figure.seconds = turns.map(\.stretch.seconds).median
        let growth = turns.map { Double($0.peakKib - $0.idleKib) / 1024 }.max() ?? 0
        return BenchResult(
            figures: [try figure.witnessed()],
            facts: [BenchFact(bench: name, what: "memory above idle, MiB", value: growth, limit: 32)])
    }

    /// The author and two mirrors that have it all run first, and agree; then the last mirror starts with nothing.
    private func catchUp(with month: YearLog) async throws -> Turn {
        let broker = try await BenchBroker.start(in: workshop.folder, beside: workshop.processor)
        defer { broker.stop() }
        var gateways: [BenchGateway] = []
        for gateway in month.street.gateways {
            gateways.append(try await BenchGateway(gateway, of: month.street, in: workshop, port: broker.port))
        }
        for gateway in gateways.dropLast() { try await month.copy(to: gateway) }
        let observer = try BenchObserver(of: month.street, port: broker.port)
        var children: [ChildProcess] = []
        defer { for child in children { child.signal(SignalNumber.terminate) } }
        for gateway in gateways.dropLast() { children.append(try await gateway.start(in: workshop)) }
        let author = month.street.author.origin
        try await observer.await { $0 == .recorded(author) }

        let newcomer = gateways[gateways.count - 1]
        let child = try await newcomer.start(in: workshop)
        children.append(child)
        try await observer.await { topic, payload in
            guard case .ask(newcomer.origin, _) = topic, case .entries(author, _, _, _)? = try? Ask(decoding: payload)
            else { return false }
            return true
        }
        let idle = try ProcessMemory(of: child.identifier).resident_kib
        let (start, usage) = (SystemClock.monotonic(), try ProcessUsage(of: child.identifier))
        try await observer.await { topic, payload in
            guard topic == .cosignature(newcomer.origin, of: author.gateway),
                let note = try? SignedNote(parsing: payload),
                let checkpoint = try? Checkpoint(parsing: note.text)
            else { return false }
            return checkpoint.size >= month.frontier.size
        }
        let seconds = Double(SystemClock.monotonic().nanoseconds(since: start)) / 1e9
        let processor = try ProcessUsage(of: child.identifier).processorTime - usage.processorTime
        let peak = try ProcessMemory(of: child.identifier).peak_kib
        for child in children { child.signal(SignalNumber.terminate) }
        for child in children { _ = await child.wait() }
        guard let held = try await newcomer.held(of: author), held.size >= month.frontier.size else {
            throw Finding.negative("what the mirror cosigned is not in its database")
        }
        await observer.stop()
        return Turn(
            stretch: Stretch(
                count: Int(month.frontier.size), seconds: seconds, processorSeconds: processor / .seconds(1)),
            idleKib: idle, peakKib: peak)
    }
}

extension YearLog {
    /// All entries, each after its length, as a floor reads them.
    fileprivate func bundles() async throws -> [UInt8] {
        var bytes: [UInt8] = []
        try await forEachBatch { bytes += EntryBundle.encode($0) }
        return bytes
    }

    /// Puts the log into a gateway's database, as its author's or as a mirror's that has checked it.
    fileprivate func copy(to gateway: BenchGateway) async throws {
        let database = try gateway.database()
        let origin = street.author.origin
        var frontier = MerkleFrontier()
        try await forEachBatch { entries in
            var growth = LogGrowth(origin: origin, onTopOf: frontier)
            for entry in entries { growth.append(entry, street.cryptography) }
            frontier = growth.frontier
            try await database.commit([.grow(growth)])
        }
        let standing: [LedgerChange] =
            gateway.origin == origin
            ? [.published(origin, end: frontier.size)]
            : [.setting(Mirror.checkedSetting(of: origin), Array("\(frontier.size)".utf8))]
        try await database.commit([.note(origin, .held, note), .note(origin, .recorded, note)] + standing)
        await database.close()
    }

    private func forEachBatch(_ body: ([[UInt8]]) async throws -> Void) async throws {
        var start: UInt64 = 0
        while start < frontier.size {
            let entries = try await database.entries(
                of: street.author.origin, from: start, countLimit: 2048, byteLimit: 1 << 20)
            try await body(entries)
            start += UInt64(entries.count)
        }
    }
}
