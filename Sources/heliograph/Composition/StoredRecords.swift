import Ledger
import Signing
import Statements
import Storage

/// The records of one log that a gateway keeps and that hold under a policy: by which its entries have their recorded times.
struct StoredRecords {
    let database: Database
    let log: LogState
    let policy: Policy

    /// The smallest one that covers at least `size` entries, all of which are here: one of those that are kept for ever, or else
    /// the newest. What was a record under another version of the policy is passed over.
    func first(from size: UInt64) async throws -> VerifiedNote? {
        try await Self.first(of: log, in: database, from: size, recorded)
    }

    /// The one that a proof of the entries up to `index` ends with: the smallest that covers them all, or else the largest.
    func last(upTo index: UInt64) async throws -> VerifiedNote? {
        if let first = try await first(from: index + 1) { return first }
        return try log.notes[.recorded].flatMap { recorded(try SignedNote(parsing: $0)) }
    }

    private func recorded(_ note: SignedNote) -> VerifiedNote? {
        guard let note = try? policy.check(note, OpenSSLCryptography()), note.isRecorded,
            note.checkpoint.size <= log.frontier.size
        else { return nil }
        return note
    }

    /// What `usable` makes of the smallest note that covers at least `size` entries, all of which are here, and of which it makes
    /// something: one of those that are kept for ever, or else the newest record.
    static func first<Result>(
        of log: LogState, in database: Database, from size: UInt64, _ usable: (SignedNote) -> Result?
    ) async throws -> Result? {
        var from = size
        while let bytes = try await database.keptRecords(of: log.origin, from: from, countLimit: 1).first {
            let note = try SignedNote(parsing: bytes)
            let held = try Checkpoint(parsing: note.text).size
            if held <= log.frontier.size, let result = usable(note) { return result }
            from = held + 1
        }
        guard let newest = try log.notes[.recorded].map({ try SignedNote(parsing: $0) }),
            (size...max(size, log.frontier.size)).contains(try Checkpoint(parsing: newest.text).size)
        else { return nil }
        return usable(newest)
    }
}
