package import Ledger
package import Metering
package import Statements

/// How the ledger is doing, for status, light and log.
package struct LedgerReport: Hashable, Sendable {
    /// Whether there is a session with the broker.
    package var isConnected = false
    /// The own log's size.
    package var signed: UInt64 = 0
    /// Own entries below this index are acknowledged by the broker.
    package var published: UInt64 = 0
    /// The size of the newest own record.
    package var recorded: UInt64 = 0
    /// How many mirrors signed the newest record.
    package var cosigners = 0
    /// When the newest record was made, by the own clock.
    package var recordedAt: UnixTime?
    /// Whether the comparison after the start is over.
    package var isOpen = false
    /// Input that was refused, since the start.
    package var refusedCount = 0
    /// Messages that were let go, since the start.
    package var droppedCount = 0
    /// Why nothing can be signed; `nil` when it can.
    package var storeFailure: String?
    /// How far the recovery of the own log is; `nil` while nothing is recovered.
    package var recovery: RecoveryReport?
    /// What needs a person, the newest last; at most 8.
    package var alarms: [String] = []
    /// Each mirrored log's size here.
    package var mirrored: [Origin: UInt64] = [:]
    /// What of each log was let go here, and what keeps more from going; only where old entries go at all.
    package var retention: [Origin: LogRetention] = [:]
    /// What the store takes on its disk; `nil` where it does not say.
    package var disk: DiskUse?
    /// Why this gateway does not cosign, if it does not.
    package var silence: String?
}
