import Ledger
import Metering
import Statements

/// What can happen to the ledger's loop.
enum LedgerInput: Sendable {
    case broker(BrokerEvent)
    /// Statements to sign, with the changes that belong into the same transaction, and whom to tell when it is on the
    /// disk at the first attempt.
    case statements([Draft], changes: [LedgerChange], whenDurable: (@Sendable () -> Void)?)
    /// Statements of which somebody waits to hear.
    case order(SigningOrder)
    /// Nobody waits any more.
    case abandon
    case tick
    /// The owner goes on without these mirrors while the log is being recovered. Told whether that is on the disk.
    case choice(Set<Origin>, done: @Sendable (Bool) -> Void)
    /// The log is whole again, and this is what the start has to say in it.
    case reopened(Opening)
    // What was read for an effect.
    case compared(HeadComparison, root: Digest, proof: [Digest])
    case ownPage(base: MerkleFrontier, entries: [[UInt8]])
    case toCheck(Origin, start: UInt64, entries: [[UInt8]])
    case proved(InvalidEntry, proof: [Digest])

    /// The bytes that somebody else decides about.
    var weight: Int {
        if case .broker(.message(let message)) = self { message.payload.count } else { 0 }
    }
}

/// What a start has to say in the log, and what the store must remember of it.
struct Opening: Sendable {
    var drafts: [Draft]
    var changes: [LedgerChange]
}

/// Statements to sign with what belongs into the same transaction: durable when `done` is called, or nothing of it is.
struct SigningOrder: Sendable {
    var drafts: [Draft]
    var changes: [LedgerChange]
    /// Called once, with the index of the first statement.
    var done: @Sendable (Result<UInt64, OwnerFault>) -> Void
}
