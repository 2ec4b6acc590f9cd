package import Statements

/// What the store knows of one log, besides its entries.
package struct LogState: Hashable, Sendable {
    /// Which log.
    package let origin: Origin
    /// Its tree's right edge, and with it its size.
    package var frontier: MerkleFrontier
    /// What is kept of its notes.
    package var notes: [NoteKind: [UInt8]]
    /// The largest of the records that are kept for ever.
    package var newestKept: KeptRecord?
    /// The entries that change its rules, in order.
    package var ruleChanges: [StoredRuleChange]
    /// Own entries below this index are acknowledged by the broker.
    package var publishedEnd: UInt64
    /// What showed that it contradicted itself, if anything did.
    package var evidence: [UInt8]?
    /// Entries below were let go here, except for entry 0; a multiple of 256.
    package var firstIndex: UInt64

    package init(
        origin: Origin, frontier: MerkleFrontier = MerkleFrontier(), notes: [NoteKind: [UInt8]] = [:],
        newestKept: KeptRecord? = nil, ruleChanges: [StoredRuleChange] = [], publishedEnd: UInt64 = 0,
        evidence: [UInt8]? = nil, firstIndex: UInt64 = 0
    ) {
        self.origin = origin
        self.frontier = frontier
        self.notes = notes
        self.newestKept = newestKept
        self.ruleChanges = ruleChanges
        self.publishedEnd = publishedEnd
        self.evidence = evidence
        self.firstIndex = firstIndex
    }
}

/// The notes that are kept of each log, one of a kind.
package enum NoteKind: String, Hashable, Sendable, CaseIterable {
    /// The newest checkpoint: of the own log the one just signed, of a mirrored log the one this gateway cosigned.
    case held
    /// Own log: the checkpoint that was published and gathers cosignatures.
    case offered
    /// The largest checkpoint that is known to carry a quorum.
    case recorded
}
