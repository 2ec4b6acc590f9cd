import Metering
package import Statements

/// The state machine of one neighbour's log here: what is held, what is cosigned, what is missing.
///
/// Entries join the mirror only together with a checkpoint, signed by the log's key, whose root they produce, or piece by
/// piece with a consistency proof to it. The cosignature is in the same transaction and is published after it.
///
/// Whatever refuses an input with a ``LedgerError`` or a ``StatementError`` does so before anything changes that the store
/// knows of. After a ``SigningFailure`` the changed value is of no use.
package struct Mirror: Sendable {
    /// Entries asked for and handed over at a time.
    package static let bundleLimit: UInt64 = 256

    /// The log that is mirrored.
    package let origin: Origin
    /// Who mirrors it.
    package let identity: LedgerIdentity
    /// The right edge of what is held; its size is how many entries are.
    package internal(set) var frontier: MerkleFrontier
    /// The newest checkpoint of which every entry is held; with the own line once it is cosigned.
    package internal(set) var held: VerifiedNote?
    /// The largest checkpoint known to carry a quorum.
    package internal(set) var recorded: VerifiedNote?
    /// Who signs the log, once entry 0 is held, and what makes a record of it, by what is held.
    package internal(set) var rules: LogRules
    /// What proves that this log contradicted itself.
    package internal(set) var evidence: [UInt8]?
    /// The index of an entry that the log's checkpoint covers and that is invalid: nothing from there on is taken.
    package internal(set) var stoppedAt: UInt64?
    /// The signatures below this index are checked; the entries up to the size came on the tree's word.
    package internal(set) var checkedEnd: UInt64
    /// Entries below were let go here, except for the genesis.
    package internal(set) var firstIndex: UInt64
    /// What the mirrors of the policy are known to hold of this log.
    package internal(set) var holders = Holders()

    /// Entries without a checkpoint yet.
    package internal(set) var staging = Staging()
    /// Checkpoints without all their entries yet.
    var pending = PendingHeads()
    var asking: Asking?
    var lastAsked: MonotonicTime?
    /// Since when entries up to a pending head have been missing.
    var waitingSince: MonotonicTime?
    /// Answers that did not come or did not prove themselves, in a row.
    var failedAsks = 0
    /// Whether nothing is cosigned for now: what this database has forgotten it may have cosigned.
    var isSilent = false
    /// How far the own log has followed the policy; this one must, some days later.
    var followed: Followed?
    /// Which records are kept for ever.
    private var keeping: RecordKeeping

    /// Continues the mirror that the store describes.
    /// - Parameters:
    ///   - genesis: entry 0 of the log when it is held.
    ///   - checkedEnd: how far the signatures are checked.
    /// - Throws: ``LedgerError`` when a stored note is not this log's or not of its entries, or entry 0 is missing, ``StatementError`` when entry 0
    ///   is not a genesis.
    package init(
        of state: LogState, identity: LedgerIdentity, genesis: [UInt8]?, checkedEnd: UInt64
    ) throws {
        guard state.frontier.size == 0 || genesis != nil else {
            throw LedgerError.tree(.missingHashes(wanted: 1, found: 0))
        }
        origin = state.origin
        self.identity = identity
        frontier = state.frontier
        evidence = state.evidence
        firstIndex = state.firstIndex
        keeping = RecordKeeping(newest: state.newestKept)
        self.checkedEnd = checkedEnd
        let rules = LogRules(
            of: state.origin, identity.known,
            author: try genesis.map { try identity.author(byGenesis: $0, of: state.origin) },
            changes: state.ruleChanges, identity.cryptography)
        self.rules = rules
        held = try state.notes[.held].map { try identity.note($0, of: state.origin, by: rules) }
        try identity.check(frontier, under: held)
        recorded = try state.notes[.recorded].map { try identity.note($0, of: state.origin, by: rules) }
        for note in [held, recorded].compactMap(\.self) { holders.see(note) }
        if let recorded, recorded.checkpoint.size > frontier.size { pending.keep(recorded) }
    }

    /// The newest checkpoint that the log signed beyond what is held.
    package var target: VerifiedNote? {
        pending.newest.flatMap { $0.checkpoint.size > frontier.size ? $0 : nil }
    }

    /// An entry that arrived by itself. It waits for a checkpoint.
    /// - Throws: ``StatementError`` when it is no entry, or not one of this log.
    package mutating func receive(entry bytes: [UInt8], at moment: Moment) throws -> LedgerOutcome {
        guard isFollowing else { return LedgerOutcome() }
        let entry = try Entry(parsing: bytes)
        guard entry.issuer == origin.description else { throw StatementError.check(.issuer(entry.issuer)) }
        staging.stage(bytes, at: entry.index, size: frontier.size)
        return try complete(at: moment)
    }

    /// A checkpoint of this log, from it or from anybody, with however many cosignatures.
    /// - Throws: ``LedgerError`` when the log did not sign it.
    package mutating func receive(note bytes: [UInt8], at moment: Moment) throws -> LedgerOutcome {
        // A record comes again with each cosignature after the quorum's. Where it is held whole, nothing of it is news, unless
        // old entries wait until the slowest mirror says that it holds them.
        if let recorded, let held, recorded.checkpoint == held.checkpoint, recorded.note.isText(of: bytes),
            identity.policy.minimumIndex(of: origin) == 0
        {
            return try cosignHeld(at: moment)
        }
        let note = try identity.note(bytes, of: origin, by: rules, knowing: known)
        if let end = identity.policy.ends[origin], !end.covers(note.checkpoint) {
            throw LedgerError.signature(.logEnded(origin, size: end.size))
        }
        holders.see(note)
        let adoptions = rules.adoptions
        var outcome = isFollowing ? try consider(note, at: moment) : LedgerOutcome()
        // The entries that it brought in may say that another version judges it.
        let judged = adoptions == rules.adoptions ? note : try? identity.note(bytes, of: origin, by: rules)
        if let judged { outcome += record(judged) }
        return outcome
    }

    /// Keeps the largest record of what is held: the entries say who judges it.
    mutating func record(_ note: VerifiedNote) -> LedgerOutcome {
        let size = note.checkpoint.size
        guard note.isRecorded, size <= frontier.size, size > (recorded?.checkpoint.size ?? 0) else {
            return LedgerOutcome()
        }
        recorded = note
        return LedgerOutcome(
            changes: keeping.changes(recording: note, identity.cryptography),
            effects: [.recorded(origin, size: note.checkpoint.size, cosigners: note.cosigners.count)])
    }

    /// What was found of a note of this text, with the most lines.
    private func known(_ text: [UInt8]) -> VerifiedNote? {
        if let recorded, recorded.note.text == text { return recorded }
        if let held, held.note.text == text { return held }
        return pending.heads.first { $0.note.text == text }
    }

    /// What the own copy of the log says about a smaller head: the root that it had at that size, and the proof from there to
    /// what is held.
    /// - Throws: ``LedgerError/evidence(_:)`` where there is a difference that the proof does not prove: then it is the own
    ///   copy that is damaged.
    package mutating func compared(
        _ comparison: HeadComparison, root: Digest, proof: [Digest]
    ) throws(LedgerError) -> LedgerOutcome {
        let head = comparison.head
        guard root != head.checkpoint.root, evidence == nil, let held = comparison.held else { return LedgerOutcome() }
        return try receive(
            .rewrite(origin, older: head.note.bytes, newer: held.note.bytes, root: root, proof: proof))
    }

    /// Whether this log may still be extended here.
    package var isFollowing: Bool { evidence == nil && stoppedAt == nil }

    private mutating func consider(_ note: VerifiedNote, at moment: Moment) throws(SigningFailure) -> LedgerOutcome {
        let known = [held, recorded].compactMap(\.self) + pending.heads
        if let other = known.first(where: note.contradicts) {
            guard rules.isBinding(note), rules.isBinding(other) else { return LedgerOutcome() }
            return convict(by: .fork(origin, other.note.bytes, note.note.bytes), mirrors: note.commonCosigners(other))
        }
        let size = note.checkpoint.size
        guard let held, size <= held.checkpoint.size else {
            pending.keep(note)
            return try complete(at: moment)
        }
        guard size < held.checkpoint.size else { return try cosignHeld(at: moment) }
        return compare(note, with: held)
    }

    /// Has a head that is covered by what is held looked at beside the own copy.
    func compare(_ head: VerifiedNote, with held: VerifiedNote) -> LedgerOutcome {
        guard head.checkpoint.size > 0, rules.isBinding(head) else { return LedgerOutcome() }
        return LedgerOutcome(effects: [.compare(HeadComparison(head: head, held: held))])
    }
}

extension VerifiedNote {
    /// The mirrors that cosigned both.
    func commonCosigners(_ other: VerifiedNote) -> [Origin] {
        let others = Set(other.cosigners.map(\.origin))
        return cosigners.map(\.origin).filter(others.contains)
    }
}
