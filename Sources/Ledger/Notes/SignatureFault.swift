package import Statements

/// Why a well-formed note is not accepted under a policy.
package enum SignatureFault: Hashable, Sendable, CustomStringConvertible {
    case unknownLog(Origin)
    case notSignedByLog(Origin)
    case invalid(KeyName)

    package var description: String {
        switch self {
        case .unknownLog(let origin):
            "The policy names no log \(origin): is it another community's, or is the policy old?"
        case .notSignedByLog(let origin):
            "The checkpoint bears no signature of the key that the policy gives \(origin): has the key changed?"
        case .invalid(let name):
            "The line of \(name) does not verify, so the whole note is refused: it was altered or forged."
        }
    }
}
