package import Metering
package import Statements

/// What a state machine wants: changes that belong into one transaction, and effects for when that is on the disk.
package struct LedgerOutcome: Sendable {
    /// For one transaction, in this order.
    package var changes: [LedgerChange] = []
    /// For afterwards, in this order.
    package var effects: [LedgerEffect] = []

    package init(changes: [LedgerChange] = [], effects: [LedgerEffect] = []) {
        self.changes = changes
        self.effects = effects
    }

    /// Both, one after the other, in one transaction.
    package static func += (left: inout Self, right: Self) {
        left.changes += right.changes
        left.effects += right.effects
    }
}

/// Something to do once the changes of the same outcome are durable, and never before; a question may go out before.
package enum LedgerEffect: Sendable {
    /// Publish, retained, below the own root.
    case publish(LedgerPublication)
    /// Put a question to another gateway.
    case ask(LedgerQuery)
    /// Find the root that the own copy of the log had at the head's size, with a proof where one is asked for, and hand both
    /// to `compared`.
    case compare(HeadComparison)
    /// Read some entries of the own log from `from` on, at least one where there are any, and the tree up to there, and hand
    /// both to `adopt`.
    case readOwnTail(from: UInt64)
    /// What another life of this gateway reached: the meters count on from there.
    case restoreRegisters([Name: RestoredMeter])
    /// The log is whole again: what waited for it may be signed.
    case recovered
    /// Check the signatures of entries that came on the tree's word, and hand them to `check`.
    case checkEntries(Origin, Range<UInt64>)
    /// Prove from the own copy that the log's note covers the entry, and hand the proof to `proved`.
    case prove(InvalidEntry)
    /// Sign what shows that the adopting entry at an index is recorded by this note of the own log: the note, and the path to it.
    case settle(index: UInt64, VerifiedNote)
    /// A quorum has recorded the log up to a size.
    case recorded(Origin, size: UInt64, cosigners: Int)
    /// Something a person should know.
    case alarm(LedgerAlarm)
}

/// A head that a log signed, to be looked at beside the copy of that log that is held here.
package struct HeadComparison: Hashable, Sendable {
    /// Not larger than what is held.
    package let head: VerifiedNote
    /// The consistency proof from the head's size to this larger one, if any, makes a difference evidence.
    package let held: VerifiedNote?
}

/// An entry that a log's own checkpoint covers and that fails the list that every mirror checks.
package struct InvalidEntry: Hashable, Sendable {
    /// The log.
    package let origin: Origin
    /// The place in it.
    package let index: UInt64
    /// Its bytes, as the log covers them.
    package let entry: [UInt8]
    /// The newest head of which every entry is held.
    package let note: VerifiedNote
}

/// What a gateway publishes besides statements.
package enum LedgerPublication: Hashable, Sendable {
    case genesis
    case checkpoint([UInt8])
    case recorded([UInt8])
    case cosignature(of: Origin, note: [UInt8])
    case evidence(against: Origin, [UInt8])
}

/// One question on its way.
package struct LedgerQuery: Hashable, Sendable {
    /// Whom it is put to.
    package var to: Origin
    /// What is asked.
    package var ask: Ask

    package init(to: Origin, ask: Ask) {
        self.to = to
        self.ask = ask
    }
}
