package import Statements

/// What the ledger refuses, and why. Each case holds the fault of one format.
package enum LedgerError: Error, Hashable, CustomStringConvertible {
    case note(NoteFault)
    case key(KeyFault)
    case checkpoint(CheckpointFault)
    /// `line` is an ordinal in the policy's text.
    case policy(line: Int, PolicyFault)
    /// The number of the version; 0 where it cannot be told.
    case version(UInt64, PolicyVersionFault)
    case signature(SignatureFault)
    case tree(TreeFault)
    case proof(ProofFault)
    case period(PeriodFault)
    case evidence(EvidenceFault)
    /// What `Statements` refuses of an entry.
    case statement(StatementError)
    /// A stored setting that says how a log is being restored, and that no version writes.
    case recovery(String)
    /// The stored entries of a log are not those over which its stored head was signed.
    case damagedCopy(Origin, size: UInt64, head: UInt64)
    /// The own log says that it is signed by now with a statement key that this gateway does not have.
    case otherStatementKey(String, of: Origin)

    package var description: String {
        switch self {
        case .note(let fault): fault.description
        case .key(let fault): fault.description
        case .checkpoint(let fault): fault.description
        case .policy(let line, let fault): "Policy, line \(line): \(fault)"
        case .version(let number, let fault):
            number == 0 ? "A policy's history: \(fault)" : "Version \(number) of the policy: \(fault)"
        case .signature(let fault): fault.description
        case .tree(let fault): fault.description
        case .proof(let fault): fault.description
        case .period(let fault): fault.description
        case .evidence(let fault): fault.description
        case .statement(let error): error.description
        case .recovery(let text):
            "The database says “\(text)” where it says how its log is being restored, which this version does not know: install the version that wrote it."
        case .otherStatementKey(let name, let origin):
            "The log of \(origin) is signed with the statement key \(name) by now, and this gateway has another: put back the newest backup, one that was made after the key was renewed (“heliograph keys restore”), then start the service again."
        case .damagedCopy(let origin, let size, let head):
            "The database is damaged: the \(size) entries of \(origin) in it are not those that its head of \(head) was signed over. Stop the service, move heliograph.db away with its -wal, and start it again: with the keys in place it asks the neighbours for the log (“heliograph recover” shows how far that is)."
        }
    }
}
