package import Statements

/// What a verified proof has shown: that this statement, signed with its log's key, is in the log that these mirrors hold.
///
/// Not that the meter told the truth, and nothing of the order between logs.
package struct ProvenEntry: Sendable {
    /// The head, its cosigners with their times, and whether they are a quorum.
    package let note: VerifiedNote
    /// What the log says, up to the head, of who judges it and who signs it.
    package let rules: LogRules
    /// The key that signs at this place of the log, by its genesis and what changed it, and signed the statement.
    package let statementKey: PublicKey
    /// What the statement says of itself.
    package let header: StatementHeader
    /// The statement itself.
    package let entry: Entry
    /// Between which two moments it came into the world.
    package let interval: ProvenInterval

    /// By which version of the policy the head is judged, as the log adopted it; `nil` where it adopted none.
    package var version: PolicyAdoption? { rules.version(at: note.checkpoint.size) }
    /// The policy by which the head is judged.
    package var policy: Policy { rules.policy(at: note.checkpoint.size) }
}

extension LogProof {
    /// Verifies everything from the policy down: the checkpoint and its quorum, the entry's path, the genesis' path in the same
    /// checkpoint and its signature by the key that it names, the entry's own signature by that key, and the record that the
    /// entry names, where the proof carries it. Where the log changed its rules, what it says of that judges.
    /// - Parameters:
    ///   - entry: the entry's bytes, which the proof does not hold.
    ///   - requiresRecord: `false` accepts a checkpoint with fewer cosignatures than the quorum; the result says so.
    /// - Throws: ``LedgerError`` with the first thing that does not hold.
    package func verify(
        entry bytes: [UInt8], under policy: Policy, requiresRecord: Bool = true, _ cryptography: some Cryptography
    ) throws(LedgerError) -> ProvenEntry {
        try verify(entry: bytes, under: KnownPolicy(alone: policy), requiresRecord: requiresRecord, cryptography)
    }

    /// The same for whoever knows the versions of the policy, or only the first of them.
    package func verify(
        entry bytes: [UInt8], under known: KnownPolicy, requiresRecord: Bool = true, _ cryptography: some Cryptography
    ) throws(LedgerError) -> ProvenEntry {
        let carried = extra.flatMap { try? ProofExtra(parsing: $0) }?.rules ?? CarriedRules()
        let head = try Checkpoint(parsing: note.text)
        var rules = try carried.rules(of: head.origin, known, cryptography)
        if let version = rules.unknownVersion(at: head.size) { throw .proof(.unknownVersion(version.number)) }
        let rule = rules.historicalRule(at: head.size)
        let verified = try rule.check(note, cryptography)
        guard verified.isRecorded || !requiresRecord else {
            throw .proof(.notRecorded(cosigners: verified.cosigners.count, quorum: rule.quorum))
        }
        try rules.known.newest.checkEnd(of: verified.checkpoint.origin, at: index)
        guard isIncluded(bytes, at: index, hashes, in: verified.checkpoint, cryptography) else {
            throw .proof(.notIncluded(index: index))
        }
        let extra = try content(entry: bytes)
        guard isIncluded(extra.genesis, at: 0, extra.path, in: verified.checkpoint, cryptography) else {
            throw .proof(.genesisNotIncluded)
        }
        let first = try author(extra.genesis, verified.checkpoint.origin, cryptography)
        rules = try carried.confirmed(rules, by: first, cryptography)
        let author = rules.author(at: index) ?? first
        let (header, entry) = try statement(bytes, author, cryptography)
        let interval = ProvenInterval(
            beginning: try header.beginning(named: extra.record, by: rules, cryptography),
            end: verified.recordedTime, clockCount: verified.cosigners.count)
        return ProvenEntry(
            note: verified, rules: rules, statementKey: author.key, header: header, entry: entry, interval: interval)
    }

    /// Who signs, by the genesis.
    private func author(
        _ genesis: [UInt8], _ origin: Origin, _ cryptography: some Cryptography
    ) throws(LedgerError) -> LogAuthor {
        do throws(StatementError) {
            let key = try Genesis.statementKey(of: Entry(parsing: genesis), origin: origin, cryptography)
            return LogAuthor(origin: origin, key: key, cryptography)
        } catch {
            throw .statement(error)
        }
    }

    /// The entry, signed by its log's author.
    private func statement(
        _ bytes: [UInt8], _ author: LogAuthor, _ cryptography: some Cryptography
    ) throws(LedgerError) -> (StatementHeader, Entry) {
        do throws(StatementError) {
            let entry = try Entry(parsing: bytes)
            try entry.verify(by: author, index: index, cryptography)
            return (try StatementHeader(of: entry), entry)
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
