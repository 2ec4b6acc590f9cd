package import Statements

/// An own key did not sign, or what it signed does not verify.
///
/// It is the fault of no input, so it is no ``LedgerError``: whoever catches it lets the whole step go, with the changed value.
package struct SigningFailure: Error, CustomStringConvertible {
    /// What was to be signed.
    package enum Subject: Hashable, Sendable {
        case statement(index: UInt64)
        case checkpoint(size: UInt64)
        case cosignature(of: Origin, size: UInt64)
    }

    /// What was not signed.
    package let subject: Subject
    /// What the signer said, or the check of what it made.
    package let cause: any Error

    package var description: String {
        let what =
            switch subject {
            case .statement(let index): "statement \(index)"
            case .checkpoint(let size): "the checkpoint of \(size) entries"
            case .cosignature(let origin, let size): "the cosignature of \(origin) at \(size) entries"
            }
        return "\(what) was not signed: \(cause). Nothing of this step happened; `heliograph check` looks at the keys."
    }
}
