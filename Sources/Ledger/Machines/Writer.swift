package import Metering
import Statements

/// The state machine of the own log: what is signed, what is offered to the mirrors, what they recorded.
///
/// It is a value that decides and does nothing. The shell commits the outcome's changes, then performs its effects, and
/// goes back to
/// the old value when the commit fails.
package struct Writer: Sendable {
    /// What may be published. Signing and appending never wait for it.
    package enum Phase: Hashable, Sendable {
        /// After a start: finding out what others hold.
        case comparing(Comparison)
        /// Taking from a mirror what it holds beyond this database.
        case following(Pursuit)
        case open
        /// Others hold another history under the own key: nothing is published any more.
        case contradicted
    }

    /// Who writes the log.
    package let identity: LedgerIdentity
    /// The tree of all that is signed.
    package internal(set) var frontier: MerkleFrontier
    /// The newest checkpoint, signed with the entries it covers.
    package internal(set) var held: VerifiedNote?
    /// The published checkpoint that gathers cosignatures, and since when.
    package internal(set) var offered: Offer?
    /// The largest own checkpoint that a quorum is known to hold.
    package internal(set) var recorded: VerifiedNote?
    /// Entries below are acknowledged by the broker.
    package internal(set) var publishedEnd: UInt64
    /// Whether the log may be published yet.
    package internal(set) var phase: Phase
    /// SHA-256 of the newest recorded note with its lines, for the next statements' headers.
    var recordDigest: Digest?
    /// What the registers were when this process started, to know by how much another life outran them.
    let restored: [Name: Register]
    /// What a pulse of each meter is worth.
    let meters: [Name: MeterDescription]

    /// Continues the log that the store describes.
    /// - Parameters:
    ///   - state: the own log; an empty one when it has no entry yet.
    ///   - restored: the meters' registers as the store had them at start.
    ///   - meters: the meters as they are configured.
    /// - Throws: ``LedgerError`` when a stored note is not this log's.
    package init(
        identity: LedgerIdentity, state: LogState, restored: [Name: Register], meters: [MeterDescription],
        at moment: Moment
    ) throws(LedgerError) {
        self.identity = identity
        frontier = state.frontier
        publishedEnd = state.publishedEnd
        self.restored = restored
        self.meters = Dictionary(meters.map { ($0.name, $0) }) { first, _ in first }
        phase = .comparing(Comparison(began: moment.monotonic))
        held = try state.notes[.held].map { note throws(LedgerError) in try identity.note(note, of: identity.origin) }
        recorded = try state.notes[.recorded].map { note throws(LedgerError) in
            try identity.note(note, of: identity.origin)
        }
        offered = try state.notes[.offered].map { note throws(LedgerError) in
            Offer(note: try identity.note(note, of: identity.origin), since: moment.monotonic)
        }
        recordDigest = state.notes[.recorded].map { identity.cryptography.sha256($0) }
    }

    /// Signs messages at the next indices and the checkpoint that covers them. One transaction makes all of it durable.
    /// - Throws: what the signer throws, and ``StatementError`` when an entry fails the check that the mirrors will
    ///   run.
    package mutating func append(_ drafts: [Draft], at moment: Moment) throws -> LedgerOutcome {
        guard !drafts.isEmpty else { return LedgerOutcome() }
        var growth = LogGrowth(origin: identity.origin, onTopOf: frontier)
        for draft in drafts {
            let entry = try identity.entry(draft, index: growth.frontier.size, record: recordDigest)
            growth.append(entry.bytes, identity.cryptography)
        }
        frontier = growth.frontier
        let note = try signHead()
        return LedgerOutcome(changes: [.grow(growth), .note(identity.origin, .held, note.note.bytes)])
    }

    /// The range of entries that may be published next.
    package var publishable: Range<UInt64> {
        phase == .open ? publishedEnd..<frontier.size : publishedEnd..<publishedEnd
    }

    /// The broker has acknowledged all entries below `end`.
    package mutating func acknowledge(end: UInt64) -> LedgerOutcome {
        guard end > publishedEnd, end <= frontier.size else { return LedgerOutcome() }
        publishedEnd = end
        return LedgerOutcome(changes: [.published(identity.origin, end: end)])
    }

    mutating func signHead() throws -> VerifiedNote {
        let checkpoint = Checkpoint(
            origin: identity.origin, size: frontier.size, root: frontier.root(identity.cryptography))
        let note = try identity.sign(checkpoint)
        held = note
        return note
    }
}

/// A published checkpoint on its way to a quorum.
package struct Offer: Hashable, Sendable {
    /// The checkpoint with the cosignatures that have come.
    package var note: VerifiedNote
    /// When it was offered first.
    package var since: MonotonicTime
    /// When the mirrors were last asked where they are.
    var asked: MonotonicTime?
}
