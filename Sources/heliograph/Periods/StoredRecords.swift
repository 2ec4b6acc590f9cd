import Ledger
import Signing
import Statements
import Storage

/// The records of one log that a gateway keeps and that hold under a policy: by which its entries have their recorded times.
struct StoredRecords {
    let database: Database
    let log: LogState
    let policy: Policy

    /// The smallest one that covers at least `size` entries, all of which are here.
    func first(from size: UInt64) async throws -> VerifiedNote? {
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
