import Metering
package import Statements

/// The state machine of one neighbour's log here: what is held, what is cosigned, what is missing.
///
/// Entries join the mirror only together with a checkpoint, signed by the log's key, whose root they produce, or piece
/// by piece
/// with a consistency proof to it. The cosignature is in the same transaction and is published after it.
package struct Mirror: Sendable {
    /// Entries asked for and handed over at a time.
    package static let bundleLimit: UInt64 = 256

    /// Whose log is mirrored.
    package let origin: Origin
    /// Who mirrors it.
    package let identity: LedgerIdentity
    /// The tree as far as it is held and cosigned.
    package internal(set) var frontier: MerkleFrontier
    /// The newest checkpoint of which every entry is held; with the own line once it is cosigned.
    package internal(set) var held: VerifiedNote?
    /// The largest checkpoint known to carry a quorum.
    package internal(set) var recorded: VerifiedNote?
    /// The log and the key of its genesis, once entry 0 is held.
    package internal(set) var author: LogAuthor?
    /// What proves that this log contradicted itself.
    package internal(set) var evidence: [UInt8]?
    /// The index of an entry that the log's checkpoint covers and that is invalid: nothing from there on is taken.
    package internal(set) var stoppedAt: UInt64?
    /// The signatures below this index are checked; the entries up to the size came on the tree's word.
    package internal(set) var checkedEnd: UInt64

    var staging = Staging()
    /// The newest checkpoint that the log signed beyond what is held.
    package internal(set) var target: VerifiedNote?
    var asking: Asking?
    /// Since when entries up to the target have been missing.
    var waitingSince: MonotonicTime?
    /// Answers that did not come or did not prove themselves, in a row.
    var failedAsks = 0

    /// Continues the mirror that the store describes.
    /// - Parameters:
    ///   - genesis: entry 0 of the log when it is held.
    ///   - checkedEnd: how far the signatures are checked.
    /// - Throws: ``LedgerError`` when a stored note is not this log's, ``StatementError`` when entry 0 is not a
    ///   genesis.
    package init(
        of state: LogState, identity: LedgerIdentity, genesis: [UInt8]?, checkedEnd: UInt64
    ) throws {
        origin = state.origin
        self.identity = identity
        frontier = state.frontier
        evidence = state.evidence
        self.checkedEnd = checkedEnd
        held = try state.notes[.held].map { try identity.note($0, of: state.origin) }
        recorded = try state.notes[.recorded].map { try identity.note($0, of: state.origin) }
        author = try genesis.map { try identity.author(byGenesis: $0, of: state.origin) }
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
        let note = try identity.note(bytes, of: origin)
        var outcome = keepRecord(note)
        guard isFollowing else { return outcome }
        if note.checkpoint.size <= frontier.size {
            outcome += try meet(old: note, at: moment)
        } else if let target, target.checkpoint.size == note.checkpoint.size,
            target.checkpoint.root != note.checkpoint.root
        {
            outcome += convict(target, note)
        } else {
            if note.checkpoint.size >= (target?.checkpoint.size ?? 0) { target = note }
            outcome += try complete(at: moment)
        }
        return outcome
    }

    /// The root of the own copy at the size of an old checkpoint that the log signed.
    package mutating func compared(_ checkpoint: Checkpoint, note: [UInt8], root: Digest) throws -> LedgerOutcome {
        guard root != checkpoint.root, isFollowing, let held else { return LedgerOutcome() }
        let other = try identity.note(note, of: origin)
        guard held.checkpoint.size == checkpoint.size else {
            return LedgerOutcome(effects: [.alarm(.contradicted(origin))])
        }
        return convict(held, other)
    }

    /// Whether this log may still be extended here.
    var isFollowing: Bool { evidence == nil && stoppedAt == nil }

    /// A checkpoint of a size that is held: it must have the root that is held.
    private mutating func meet(old note: VerifiedNote, at moment: Moment) throws -> LedgerOutcome {
        if let held, held.checkpoint.size == note.checkpoint.size {
            guard held.checkpoint.root == note.checkpoint.root else { return convict(held, note) }
            return try cosignHeld(at: moment)
        }
        return LedgerOutcome(effects: [.compare(note.checkpoint, note: note.note.bytes)])
    }

    private mutating func keepRecord(_ note: VerifiedNote) -> LedgerOutcome {
        guard note.isRecorded, note.checkpoint.size > (recorded?.checkpoint.size ?? 0) else { return LedgerOutcome() }
        recorded = note
        return LedgerOutcome(
            changes: [.note(origin, .recorded, note.note.bytes)],
            effects: [.recorded(origin, size: note.checkpoint.size, cosigners: note.cosigners.count)])
    }

    private mutating func convict(_ one: VerifiedNote, _ other: VerifiedNote) -> LedgerOutcome {
        convict(by: .fork(origin, one.note.bytes, other.note.bytes))
    }
}
