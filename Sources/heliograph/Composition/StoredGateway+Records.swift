import Ledger
import Signing
import Statements
import Storage

/// Which record shows what of an entry.
extension StoredGateway {
    /// The earliest record here that covers an entry and whose entries are all here: one that is kept for ever, or the newest.
    /// - Parameter rules: pass over what is no record by them, as those may be that were made before a mirror had its key; without
    ///   them the first counts.
    func record(covering index: UInt64, of log: LogState, by rules: LogRules?) async throws -> SignedNote? {
        guard let rules else {
            return try await StoredRecords.first(of: log, in: database, from: index + 1) { $0 }
        }
        return try await StoredRecords(database: database, log: log, rules: rules).first(from: index + 1)?.note
    }

    /// What shows that an entry is recorded: its path to the earliest record that covers it, the genesis with its own, and the record
    /// that the entry names, where that is kept here.
    /// - Returns: `nil` while it is not recorded.
    func proof(of entry: [UInt8], at index: UInt64, in log: LogState, by rules: LogRules?) async throws -> LogProof? {
        guard let note = try await record(covering: index, of: log, by: rules) else { return nil }
        let checkpoint = try Checkpoint(parsing: note.text)
        let tree = database.tree(of: log.origin)
        func path(to index: UInt64) async throws -> [Digest] {
            try await MerkleTree.inclusionProof(index: index, size: checkpoint.size, tree, OpenSSLCryptography())
        }
        let extra = ProofExtra(
            genesis: try await self.entry(0, of: log), path: try await path(to: 0),
            record: try await namedRecord(of: entry, in: log),
            rules: rules.map { CarriedRules(log.ruleChanges, upTo: checkpoint.size, $0) }
                ?? CarriedRules(log.ruleChanges, upTo: checkpoint.size))
        return LogProof(extra: extra.bytes, index: index, hashes: try await path(to: index), note: note)
    }

    /// The record that an entry names, where it is kept here.
    func namedRecord(of entry: [UInt8], in log: LogState) async throws -> [UInt8]? {
        guard let digest = try StatementHeader(of: Entry(parsing: entry)).record else { return nil }
        return try await database.keptRecord(of: log.origin, named: digest)
    }
}
