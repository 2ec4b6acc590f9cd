package import Metering
import Statements

/// The state machine of the own log: what is signed, what is offered to the mirrors, what they recorded.
///
/// It is a value that decides and does nothing. The shell commits the outcome's changes, then performs its effects, and
/// goes back to the old value when the commit fails, or when a step ends in a ``SigningFailure``.
package struct Writer: Sendable {
    /// What may be published. Signing and appending never wait for it.
    package enum Phase: Hashable, Sendable {
        /// After a start: finding out what others hold.
        case comparing(Comparison)
        /// Taking from a mirror what it holds beyond this database.
        case following(Pursuit)
        case open
        /// Looking at what lies loose at mirrors beside the own tail.
        case gathering(Gathering)
        /// Others hold another history under the own key: nothing is published any more.
        case contradicted
    }

    /// How many signed heads are kept whose entries are not all acknowledged, so that a slow broker never keeps every head
    /// from being offered.
    static let signedLimit = 16
    /// How many offers are kept that a newer one replaced: their cosignatures may still be on the way.
    static let supersededLimit = 4

    /// Who writes.
    package let identity: LedgerIdentity
    /// The own log's right edge; its size is how many entries are signed.
    package internal(set) var frontier: MerkleFrontier
    /// The newest checkpoint, signed with the entries it covers.
    package internal(set) var held: VerifiedNote?
    /// The published checkpoint that gathers cosignatures, and since when.
    package internal(set) var offered: Offer?
    /// The largest head that a quorum signed, with the lines that came so far.
    package internal(set) var recorded: VerifiedNote?
    /// Entries below are acknowledged by the broker.
    package internal(set) var publishedEnd: UInt64
    /// Entries below were let go here, except for the genesis.
    package internal(set) var firstIndex: UInt64
    /// Who signs the log and what makes a record of it, by what is signed.
    package internal(set) var rules: LogRules
    /// What the mirrors of the policy are known to hold of this log.
    package internal(set) var holders = Holders()
    /// What may be published now.
    package internal(set) var phase: Phase
    /// Which records are kept for ever; the next statements' headers name the newest of them.
    var keeping: RecordKeeping
    /// Earlier heads than ``held``, by size.
    var signed: [VerifiedNote] = []
    var superseded: [VerifiedNote] = []
    /// The record with the lines that came after it was made.
    var late: LateRecord?
    /// Entries below may be in somebody's hands: for them no other bytes may ever be published.
    var exposedEnd: UInt64
    /// The registers' totals before this process counted, as far as they are known.
    var restored: [Name: Register]
    /// The totals that the log says, of meters whose registers were restored since the start.
    var reached: [Name: Register] = [:]
    /// What the pulses of each meter are worth, as the log says it last.
    var scales: [Name: EnergyScale]
    /// What the dials show more than the registers, as far as it is known.
    var dialOffsets: [Name: Joules]
    /// The meters that another life of this gateway changed, as it last described them.
    var adoptedPlates: [Name: MeterDescription] = [:]
    /// While this database is not the one that signed last: nothing may be signed then.
    package internal(set) var recovery: Recovery?

    /// Continues the log that the store describes.
    /// - Parameters:
    ///   - state: the own log; an empty one when it has no entry yet.
    ///   - genesis: entry 0 of the own log when there is one.
    ///   - restored: the meters' registers as the store had them at start.
    ///   - scales: what the pulses of each meter were worth when the store was last written.
    ///   - recovery: what the store has of an unfinished one.
    /// - Throws: ``LedgerError`` when a stored note is not this log's or not of its entries, when the genesis is missing, or
    ///   when the log is signed by now with a statement key that is not here: what another key signs would convict this gateway.
    package init(
        identity: LedgerIdentity, state: LogState, genesis: [UInt8]?, restored: [Name: StoredRegister],
        scales: [Name: EnergyScale], recovery: Recovery? = nil, at moment: Moment
    ) throws(LedgerError) {
        self.identity = identity
        self.recovery = recovery
        frontier = state.frontier
        publishedEnd = state.publishedEnd
        exposedEnd = state.publishedEnd
        firstIndex = state.firstIndex
        keeping = RecordKeeping(newest: state.newestKept)
        self.restored = restored.mapValues(\.register)
        dialOffsets = restored.compactMapValues(\.dialOffset)
        self.scales = scales
        phase = state.evidence == nil ? .comparing(Comparison()) : .contradicted
        let rules = try Self.rules(of: state, genesis: genesis, identity)
        self.rules = rules
        // Of a log that is being taken back, nobody knows yet who signs it.
        if recovery == nil, let author = rules.author(at: state.frontier.size) { try identity.checkKey(of: author) }
        func note(_ kind: NoteKind) throws(LedgerError) -> VerifiedNote? {
            guard let bytes = state.notes[kind] else { return nil }
            return try identity.note(bytes, of: identity.origin, by: rules)
        }
        held = try note(.held)
        try identity.check(frontier, under: held)
        recorded = try note(.recorded)
        offered = try note(.offered).map { Offer(note: $0, since: moment.monotonic) }
        for note in [recorded, offered?.note].compactMap(\.self) { holders.see(note) }
    }

    /// What the stored log says of itself.
    package static func rules(
        of state: LogState, genesis: [UInt8]?, _ identity: LedgerIdentity
    ) throws(LedgerError) -> LogRules {
        guard state.frontier.size > 0 else { return LogRules(of: state.origin, identity.known) }
        guard let genesis else { throw .tree(.missingHashes(wanted: 1, found: 0)) }
        do throws(StatementError) {
            let author = try identity.author(byGenesis: genesis, of: identity.origin)
            let rules = LogRules(
                of: state.origin, identity.known, author: author, changes: state.ruleChanges, identity.cryptography)
            return rules
        } catch {
            throw .statement(error)
        }
    }

    /// Signs messages at the next indices and the checkpoint that covers them. One transaction makes all of it durable.
    /// - Precondition: there is no ``recovery``: what this database knows of the log may not be all that was signed.
    /// - Throws: ``SigningFailure``, also when an entry fails the check that the mirrors will run; nothing has changed then.
    package mutating func append(_ drafts: [Draft], at moment: Moment) throws(SigningFailure) -> LedgerOutcome {
        guard !drafts.isEmpty else { return LedgerOutcome() }
        precondition(recovery == nil)
        var growth = LogGrowth(origin: identity.origin, onTopOf: frontier)
        var (reached, scales, dialOffsets, author) = (reached, scales, dialOffsets, author)
        for draft in drafts {
            let draft = draft.lifted(to: &reached, &scales)
            let entry = try identity.entry(
                draft, index: growth.frontier.size, record: keeping.newest?.digest, by: author)
            growth.append(entry.bytes, identity.cryptography)
            author = identity.author(after: draft, by: author)
            if let adjustment = draft.adjustment { dialOffsets[draft.message.subject] = adjustment.newOffset }
        }
        let note = try identity.signHead(of: growth.frontier)
        (self.reached, self.scales, self.dialOffsets) = (reached, scales, dialOffsets)
        frontier = growth.frontier
        learn(growth)
        if let held, held.checkpoint.size > publishedEnd, signed.count < Self.signedLimit { signed.append(held) }
        held = note
        return LedgerOutcome(changes: [.grow(growth), .note(identity.origin, .held, note.note.bytes)])
    }

    /// Who signs the next entry.
    var author: LogAuthor { rules.author(at: frontier.size) ?? identity.newestAuthor }

    /// Whether a log that is taken back from the neighbours is signed with the newest of the statement keys: they have recorded the
    /// change, or there are no neighbours, and it is on the own disk.
    package var hasLeftOldKey: Bool {
        let size = identity.policy.canRecord ? recorded?.checkpoint.size ?? 0 : frontier.size
        return size > 0 && rules.author(at: size) == identity.newestAuthor
    }

    /// Takes notice of what the next own entries change.
    mutating func learn(_ growth: LogGrowth) {
        if let genesis = growth.entries.first, growth.start == 0,
            let author = try? identity.author(byGenesis: genesis, of: identity.origin)
        {
            rules.begin(author)
        }
        rules.take(growth, identity.cryptography)
    }

    /// The range of entries that may be published next.
    package var publishable: Range<UInt64> {
        phase == .open && !identity.isEnded ? publishedEnd..<frontier.size : publishedEnd..<publishedEnd
    }

    /// The broker has acknowledged all entries below `end`.
    package mutating func acknowledge(end: UInt64) -> LedgerOutcome {
        guard end > publishedEnd, end <= frontier.size else { return LedgerOutcome() }
        publishedEnd = end
        let offerable = signed.last { $0.checkpoint.size <= end }?.checkpoint.size ?? 0
        signed.removeAll { $0.checkpoint.size < offerable }
        return LedgerOutcome(changes: [.published(identity.origin, end: end)])
    }

    /// A session with the broker began: questions on their way are lost, and what it kept is yet to come.
    mutating func connected() {
        switch phase {
        case .comparing(var comparison):
            comparison.connected()
            phase = .comparing(comparison)
        case .following(var pursuit):
            pursuit.connected()
            phase = .following(pursuit)
        case .gathering: phase = .comparing(Comparison())
        case .open, .contradicted: break
        }
    }
}
