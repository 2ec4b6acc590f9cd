import Ledger
import Storage

/// A neighbour's log taken in as it grows, every signature verified, beside OpenSSL verifying as many signatures.
struct IngestBench {
    /// Entries between two checkpoints, and checkpoints in a transaction.
    private struct Pace {
        let entryCount: Int
        let checkpointCount: Int
        let name: String

        /// A log that writes much, as one that sends what a broken line held up.
        static let dense = Pace(entryCount: 250, checkpointCount: 4, name: "ingest, 250 entries a checkpoint")
        /// A log of four meters, minute by minute. Each checkpoint costs a verification, a signature, and the check of
        /// the note that goes out.
        static let minutes = Pace(entryCount: 4, checkpointCount: 60, name: "ingest, 4 entries a checkpoint")
    }

    /// What arrives between two commits.
    private struct Delivery {
        var steps: [(entries: [[UInt8]], note: [UInt8])] = []
    }

    private let workshop: BenchWorkshop

    init(_ workshop: BenchWorkshop) { self.workshop = workshop }

    func run() async throws -> [BenchFigure] {
        let street = try BenchStreet(workshop.cryptography)
        var sample = try BenchLog(of: street, selfCheck: .structural)
        let size = try sample.append(sample.drafts(10)).changes.entries.signedSize
        let floors = workshop.floors
        let count = workshop.amounts.ingestCount
        let hasFloor = floors.areBuilt
        let floor: [Contest.Turn] =
            hasFloor ? [{ try await floors.run(.signatures, ["verify", "\(size)", "\(count)"]) }] : []
        let dense = try await contestant(street, .dense)
        let minutes = try await contestant(street, .minutes)
        let contest = try await Contest(turns: workshop.amounts.turns, [dense, minutes] + floor)
        return [
            try contest.figure(
                0, beside: hasFloor ? 2 : nil, bench: Pace.dense.name, unit: "entries", goal: 0.8
            ).witnessed(),
            try contest.figure(1, beside: hasFloor ? 2 : nil, bench: Pace.minutes.name, unit: "entries").witnessed(),
        ]
    }

    private func contestant(_ street: BenchStreet, _ pace: Pace) async throws -> Contest.Turn {
        var log = try BenchLog(of: street, selfCheck: .structural)
        let origin = street.author.origin
        var mirror = try Mirror(
            of: LogState(origin: origin), identity: street.identity(of: 1), genesis: nil, checkedEnd: 0)
        let database = try workshop.database("ingest-\(pace.entryCount).db")
        let moment = try street.moment(minute: 1)
        guard let opening = log.opening.note(.recorded) else { preconditionFailure("a log opens with a record") }
        var outcome = try mirror.receive(entry: log.opening.entries[0], at: moment)
        outcome += try mirror.receive(note: opening, at: moment)
        try await database.commit(outcome.changes)
        let count = workshop.amounts.ingestCount
        return {
            let deliveries = try Self.deliveries(count, pace, &log)
            let stretch = try await Stretch.measure(count) {
                for delivery in deliveries {
                    var changes: [LedgerChange] = []
                    for step in delivery.steps {
                        for entry in step.entries { changes += try mirror.receive(entry: entry, at: moment).changes }
                        changes += try mirror.receive(note: step.note, at: moment).changes
                    }
                    try await database.commit(changes)
                }
            }
            let held = try await database.log(origin)?.frontier
            guard held == log.writer.frontier, mirror.checkedEnd == log.writer.frontier.size else {
                throw Finding.negative("the mirror did not take what it was sent")
            }
            return stretch
        }
    }

    private static func deliveries(_ count: Int, _ pace: Pace, _ log: inout BenchLog) throws -> [Delivery] {
        var deliveries: [Delivery] = []
        var left = count
        while left > 0 {
            var delivery = Delivery()
            while left > 0, delivery.steps.count < pace.checkpointCount {
                let part = min(left, pace.entryCount)
                let changes = try log.append(log.drafts(part)).changes
                guard let note = changes.note(.held) else { preconditionFailure("a writer signs its head") }
                delivery.steps.append((changes.entries, note))
                left -= part
            }
            deliveries.append(delivery)
        }
        return deliveries
    }
}
