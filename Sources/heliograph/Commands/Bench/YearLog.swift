import Ledger
import Storage

/// A year of one meter's minutes in a database, with a recorded head.
struct YearLog {
    let street: BenchStreet
    let database: Database
    let frontier: MerkleFrontier
    let note: [UInt8]

    /// - Parameters:
    ///   - count: how many readings follow the genesis.
    ///   - minutes: after how many of them a record is kept, as after an hour; not at all unless given.
    init(_ count: Int, _ workshop: BenchWorkshop, recordedEvery minutes: Int? = nil) async throws {
        Progress.say("signing \(count) readings to work with …")
        street = try BenchStreet(workshop.cryptography)
        var log = try BenchLog(of: street, selfCheck: .structural)
        database = try workshop.database("year.db")
        try await database.commit(log.opening)
        var keeping = RecordKeeping()
        let step = minutes ?? count
        for minute in stride(from: 0, to: count, by: step) {
            try await log.grow(by: min(step, count - minute), in: database)
            guard minutes != nil else { continue }
            let note = try street.recordedNote(of: log.writer.frontier, minute: minute + step)
            let record = try street.policy.check(note, workshop.cryptography)
            try await database.commit(keeping.changes(recording: record, workshop.cryptography))
        }
        frontier = log.writer.frontier
        note = try street.recordedNote(of: frontier, minute: count).bytes
        try await database.commit([.note(street.author.origin, .recorded, note)])
    }
}
