import Ledger
import Signing
import Statements
import Storage

/// Which record shows what of an entry.
extension StoredGateway {
    /// How many kept records are looked at at a time.
    private static let page = 256

    /// The earliest record here that covers an entry and whose entries are all here: one that is kept for ever, or the newest.
    /// - Parameter policy: passes over records that its quorum did not sign, as those may be that were made before a mirror had
    ///   its key; without one the first counts.
    func record(covering index: UInt64, of log: LogState, under policy: Policy?) async throws -> SignedNote? {
        var size = index + 1
        while true {
            let kept = try await database.keptRecords(of: log.origin, from: size, countLimit: Self.page)
            for bytes in kept {
                let note = try SignedNote(parsing: bytes)
                size = try Checkpoint(parsing: note.text).size + 1
                if isUsable(note, of: log, under: policy) { return note }
            }
            if kept.count < Self.page { break }
        }
        guard let newest = try log.notes[.recorded].map({ try SignedNote(parsing: $0) }),
            try Checkpoint(parsing: newest.text).size > index, isUsable(newest, of: log, under: policy)
        else { return nil }
        return newest
    }

    private func isUsable(_ note: SignedNote, of log: LogState, under policy: Policy?) -> Bool {
        guard let checkpoint = try? Checkpoint(parsing: note.text), checkpoint.size <= log.frontier.size else {
            return false
        }
        return policy.map { (try? $0.check(note, OpenSSLCryptography()))?.isRecorded ?? false } ?? true
    }

    /// What shows that an entry is recorded: its path to the earliest record that covers it, the genesis with its own, and the record
    /// that the entry names, where that is kept here.
    /// - Returns: `nil` while it is not recorded.
    func proof(of entry: [UInt8], at index: UInt64, in log: LogState, under policy: Policy?) async throws -> LogProof? {
        guard let note = try await record(covering: index, of: log, under: policy) else { return nil }
        let checkpoint = try Checkpoint(parsing: note.text)
        let tree = database.tree(of: log.origin)
        func path(to index: UInt64) async throws -> [Digest] {
            try await MerkleTree.inclusionProof(index: index, size: checkpoint.size, tree, OpenSSLCryptography())
        }
        let extra = ProofExtra(
            genesis: try await self.entry(0, of: log), path: try await path(to: 0),
            record: try await namedRecord(of: entry, in: log))
        return LogProof(extra: extra.bytes, index: index, hashes: try await path(to: index), note: note)
    }

    /// The record that an entry names, where it is kept here.
    func namedRecord(of entry: [UInt8], in log: LogState) async throws -> [UInt8]? {
        guard let digest = try StatementHeader(of: Entry(parsing: entry)).record else { return nil }
        return try await database.keptRecord(of: log.origin, named: digest)
    }
}
