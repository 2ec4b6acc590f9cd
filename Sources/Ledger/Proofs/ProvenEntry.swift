package import Statements

/// What a verified proof has shown: that this statement, signed with its log's key, is in the log that these mirrors hold.
///
/// Not that the meter told the truth, and nothing of the order between logs.
package struct ProvenEntry: Hashable, Sendable {
    /// The head, its cosigners with their times, and whether they are a quorum.
    package let note: VerifiedNote
    /// The key that the log's genesis names, which signed the statement.
    package let statementKey: PublicKey
    /// What the statement says of itself.
    package let header: StatementHeader
    /// The statement itself.
    package let entry: Entry
    /// Between which two moments it came into the world.
    package let interval: ProvenInterval
}

extension LogProof {
    /// Verifies everything from the policy down: the checkpoint and its quorum, the entry's path, the genesis' path in the same
    /// checkpoint and its signature by the key that it names, the entry's own signature by that key, and the record that the
    /// entry names, where the proof carries it.
    /// - Parameters:
    ///   - entry: the entry's bytes, which the proof does not hold.
    ///   - requiresRecord: `false` accepts a checkpoint with fewer cosignatures than the quorum; the result says so.
    /// - Throws: ``LedgerError`` with the first thing that does not hold.
    package func verify(
        entry bytes: [UInt8], under policy: Policy, requiresRecord: Bool = true, _ cryptography: some Cryptography
    ) throws(LedgerError) -> ProvenEntry {
        let verified = try policy.check(note, cryptography)
        guard verified.isRecorded || !requiresRecord else {
            throw .proof(.notRecorded(cosigners: verified.cosigners.count, quorum: max(policy.quorum, 2)))
        }
        try policy.checkEnd(of: verified.checkpoint.origin, at: index)
        guard isIncluded(bytes, at: index, hashes, in: verified.checkpoint, cryptography) else {
            throw .proof(.notIncluded(index: index))
        }
        let extra = try content(entry: bytes)
        guard isIncluded(extra.genesis, at: 0, extra.path, in: verified.checkpoint, cryptography) else {
            throw .proof(.genesisNotIncluded)
        }
        let (key, header, entry) = try statement(bytes, extra.genesis, verified.checkpoint.origin, cryptography)
        let interval = ProvenInterval(
            beginning: try header.beginning(named: extra.record, under: policy, cryptography),
            end: verified.recordedTime, clockCount: verified.cosigners.count)
        return ProvenEntry(note: verified, statementKey: key, header: header, entry: entry, interval: interval)
    }

    /// The entry, signed by the key that the genesis names.
    private func statement(
        _ bytes: [UInt8], _ genesis: [UInt8], _ origin: Origin, _ cryptography: some Cryptography
    ) throws(LedgerError) -> (PublicKey, StatementHeader, Entry) {
        do throws(StatementError) {
            let author = LogAuthor(
                origin: origin,
                key: try Genesis.statementKey(of: Entry(parsing: genesis), origin: origin, cryptography),
                cryptography)
            let entry = try Entry(parsing: bytes)
            try entry.verify(by: author, index: index, cryptography)
            return (author.key, try StatementHeader(of: entry), entry)
        } catch {
            throw .statement(error)
        }
    }

    /// What is carried along; the entry itself is the genesis where it is entry 0.
    private func content(entry: [UInt8]) throws(LedgerError) -> ProofExtra {
        if let extra { return try ProofExtra(parsing: extra) }
        guard index == 0 else { throw .proof(.noGenesis) }
        return ProofExtra(genesis: entry, path: hashes)
    }

    private func isIncluded(
        _ entry: [UInt8], at index: UInt64, _ hashes: [Digest], in checkpoint: Checkpoint,
        _ cryptography: some Cryptography
    ) -> Bool {
        MerkleTree.verifyInclusion(
            leaf: cryptography.leafHash(entry), index: index, size: checkpoint.size, proof: hashes,
            root: checkpoint.root,
            cryptography)
    }
}
