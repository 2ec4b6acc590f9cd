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
    /// the newest.
    func first(from size: UInt64) async throws -> VerifiedNote? {
        var from = size
        while let bytes = try await database.keptRecords(of: log.origin, from: from, countLimit: 1).first {
            // Under another version of the policy it may have been a record, and is passed over.
            if let note = try? recorded(bytes) { return note }
            from = try Checkpoint(parsing: SignedNote(parsing: bytes).text).size + 1
        }
        guard let newest = try newest(), newest.checkpoint.size >= size else { return nil }
        return newest
    }

    /// The one that a proof of the entries up to `index` ends with: the smallest that covers them all, or else the largest.
    func last(upTo index: UInt64) async throws -> VerifiedNote? { try await first(from: index + 1) ?? newest() }

    private func newest() throws -> VerifiedNote? { try log.notes[.recorded].flatMap(recorded) }

    /// A stored note, if it is a record under the policy and its entries are here.
    private func recorded(_ bytes: [UInt8]) throws -> VerifiedNote? {
        let note = try policy.check(SignedNote(parsing: bytes), OpenSSLCryptography())
        return note.isRecorded && note.checkpoint.size <= log.frontier.size ? note : nil
    }
}
