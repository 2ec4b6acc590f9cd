import Ledger
import Signing
import Statements
import Storage

/// The records of one log that a gateway keeps and that hold by the log's rules: by which its entries have their recorded times.
struct StoredRecords {
    let database: Database
    let log: LogState
    let rules: LogRules

    /// The smallest one that covers at least `size` entries, all of which are here: one of those that are kept for ever, or else
    /// the newest. What is no record by the rules is passed over.
    func first(from size: UInt64) async throws -> VerifiedNote? {
        try await Self.first(of: log, in: database, from: size, recorded)
    }

    /// The one that a proof of the entries up to `index` ends with: the smallest that covers them all, or else the largest.
    func last(upTo index: UInt64) async throws -> VerifiedNote? {
        if let first = try await first(from: index + 1) { return first }
        return try log.notes[.recorded].flatMap { recorded(try SignedNote(parsing: $0)) }
    }

    private func recorded(_ note: SignedNote) -> VerifiedNote? {
        guard let size = try? Checkpoint(parsing: note.text).size, size <= log.frontier.size,
            let note = try? rules.historicalRule(at: size).check(note, OpenSSLCryptography()), note.isRecorded
        else { return nil }
        return note
    }

    /// What a log says of who judges it and who signs it.
    static func rules(of log: LogState, in database: Database, _ known: KnownPolicy) async throws -> LogRules {
        let cryptography = OpenSSLCryptography()
        var author: LogAuthor?
        if log.frontier.size > 0,
            let genesis = try await database.entries(of: log.origin, from: 0, countLimit: 1, byteLimit: 1).first
        {
            let key = try Genesis.statementKey(of: Entry(parsing: genesis), origin: log.origin, cryptography)
            author = LogAuthor(origin: log.origin, key: key, cryptography)
        }
        return LogRules(of: log.origin, known, author: author, changes: log.ruleChanges, cryptography)
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
