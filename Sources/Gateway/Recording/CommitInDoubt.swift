import Ledger
import Statements

/// A transaction whose commit failed: it may be on the disk or not, and until the disk has said nothing else is signed.
struct CommitInDoubt: Sendable {
    /// The own log as it is if the transaction is on the disk.
    var frontier: MerkleFrontier
    /// Its statements, to be signed anew if it is not.
    var drafts: [Draft] = []
    /// What belongs into the same transaction with them.
    var changes: [LedgerChange] = []
    /// Who waits to hear; such statements are not signed anew.
    var order: SigningOrder?
    /// Why the commit failed.
    var reason: String
}
