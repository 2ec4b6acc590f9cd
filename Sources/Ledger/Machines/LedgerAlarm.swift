package import Statements

/// What a person should know, said once.
package enum LedgerAlarm: Hashable, Sendable, CustomStringConvertible {
    case contradicted(Origin)
    /// These gateways' mirrors cosigned both sides of a contradiction.
    case cosignedBoth([Origin], of: Origin)
    case invalidEntry(Origin, index: UInt64, reason: String)
    case ownHistoryContradicted(size: UInt64)
    /// Others hold a log under the own log key whose entries the own statement key did not sign.
    case otherStatementKey(index: UInt64, reason: String)
    case comparisonIncomplete(answers: Int, needed: Int)
    /// A head of the own log is known whose entries nobody hands over.
    case entriesWithheld(size: UInt64)
    /// - Parameter leftOut: statements that could not be signed again.
    case adopted(size: UInt64, signedAgain: Int, leftOut: Int)
    case notInPolicy
    case ended(size: UInt64)

    package var description: String {
        switch self {
        case .contradicted(let origin):
            "\(origin) signed two histories: the proof is published, and this gateway cosigns that log no more. Talk to its owner."
        case .cosignedBoth(let mirrors, let origin):
            "\(mirrors.map(\.description).joined(separator: ", ")) cosigned two histories of \(origin), which no honest mirror does: talk to their owners."
        case .invalidEntry(let origin, let index, let reason):
            "Entry \(index) of \(origin) is covered by its checkpoint but not valid (\(reason)): mirroring of that log stopped there."
        case .ownHistoryContradicted(let size):
            "Another history than this database's exists under this gateway's key, from before entry \(size): publishing has stopped. Two gateways may be using one key; stop the other, then open a new origin."
        case .otherStatementKey(let index, let reason):
            "Neighbours hold entry \(index) of this log, which this gateway's statement key did not sign (\(reason)): publishing has stopped. Put back the statement key of this log, then restart."
        case .comparisonIncomplete(let answers, let needed):
            "Only \(answers) of \(needed) other mirrors said what they hold of this log within ten minutes; going on with this database's own head."
        case .entriesWithheld(let size):
            "This gateway's key has signed \(size) entries, more than this database has, and no neighbour hands them over: publishing waits. If no neighbour comes back who has them, open a new origin."
        case .adopted(let size, let signedAgain, let leftOut):
            "Neighbours held more of this log than this database did: took \(size) entries from them and signed \(signedAgain) waiting statements again behind them"
                + (leftOut == 0 ? "." : "; \(leftOut) could not be signed again and are left out.")
        case .ended(let size):
            "The community's policy ended this log with \(size) entries: what it signs from there on counts for nobody. If its keys were stolen, make new ones under a new name (“heliograph init”) and ask the members to take in that card."
        case .notInPolicy:
            "The policy does not name this gateway's log and key: it counts and signs, but nothing can be recorded. Add the line of its member card to the policy."
        }
    }
}
