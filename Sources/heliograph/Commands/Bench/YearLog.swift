import Ledger
import Storage

/// A year of one meter's minutes in a database, with a recorded head.
struct YearLog {
    let street: BenchStreet
    let database: Database
    let frontier: MerkleFrontier
    let note: [UInt8]

    /// - Parameter count: how many readings follow the genesis.
    init(_ count: Int, _ workshop: BenchWorkshop) async throws {
        Progress.say("signing \(count) readings to work with …")
        street = try BenchStreet(workshop.cryptography)
        var log = try BenchLog(of: street, selfCheck: .structural)
        database = try workshop.database("year.db")
        try await database.commit(log.opening)
        try await log.grow(by: count, in: database)
        frontier = log.writer.frontier
        note = try street.recordedNote(of: frontier).bytes
        try await database.commit([.note(street.author.origin, .recorded, note)])
    }
}
