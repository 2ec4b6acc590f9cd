package import Metering
package import Statements

/// What a state machine wants: changes that belong into one transaction, and effects for when that is on the disk.
package struct LedgerOutcome: Sendable {
    /// What has to be on disk first, in one transaction.
    package var changes: [LedgerChange] = []
    /// What may be done then, in this order.
    package var effects: [LedgerEffect] = []

    package init(changes: [LedgerChange] = [], effects: [LedgerEffect] = []) {
        self.changes = changes
        self.effects = effects
    }

    /// Appends what has to happen after.
    package static func += (left: inout Self, right: Self) {
        left.changes += right.changes
        left.effects += right.effects
    }
}

/// Something to do once the changes of the same outcome are durable, and never before.
package enum LedgerEffect: Sendable {
    /// Publish, retained, below the own root.
    case publish(LedgerPublication)
    /// Put a question to another gateway.
    case ask(LedgerQuery)
    /// Find the root that the own copy of `checkpoint.origin` has at `checkpoint.size`, and hand it to `compared`.
    case compare(Checkpoint, note: [UInt8])
    /// Read the own log from `from` on, and the tree up to there, and hand both to `adopt`.
    case readOwnTail(from: UInt64)
    /// Totals that another life of this gateway reached: the meters count on from there.
    case restoreRegisters([Name: Register])
    /// Check the signatures of entries that came on the tree's word, and hand the outcome to `checked`.
    case checkEntries(Origin, Range<UInt64>)
    /// A quorum has recorded the log up to a size.
    case recorded(Origin, size: UInt64, cosigners: Int)
    /// Something a person should know.
    case alarm(LedgerAlarm)
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
    /// Whom to ask.
    package var to: Origin
    /// What for.
    package var ask: Ask

    package init(to: Origin, ask: Ask) {
        self.to = to
        self.ask = ask
    }
}

/// What a person should know, said once.
package enum LedgerAlarm: Hashable, Sendable, CustomStringConvertible {
    case contradicted(Origin)
    case ownHistoryContradicted(size: UInt64)
    case invalidEntry(Origin, index: UInt64, reason: String)
    case comparisonIncomplete(answers: Int, needed: Int)
    case adopted(size: UInt64, signedAgain: Int)
    case notInPolicy

    package var description: String {
        switch self {
        case .contradicted(let origin):
            "\(origin) signed two histories: the proof is published, and this gateway cosigns that log no more. Talk to its owner."
        case .ownHistoryContradicted(let size):
            "Neighbours hold another history under this gateway's key, from before entry \(size): publishing has stopped. Two gateways may be using one key; stop the other, then open a new origin."
        case .invalidEntry(let origin, let index, let reason):
            "Entry \(index) of \(origin) is covered by its checkpoint but not valid (\(reason)): mirroring of that log stopped there."
        case .comparisonIncomplete(let answers, let needed):
            "Only \(answers) of \(needed) mirrors said what they hold of this log within ten minutes; going on with this database's own head."
        case .adopted(let size, let signedAgain):
            "Neighbours held more of this log than this database did (an old copy?): took \(size) entries' worth from them and signed \(signedAgain) waiting statements again behind it."
        case .notInPolicy:
            "The policy does not name this gateway's log and key: it counts and signs, but nothing can be recorded. Add the line of its member card to the policy."
        }
    }
}
