package import Statements

/// Why a well-formed note is not accepted under a policy.
package enum SignatureFault: Hashable, Sendable, CustomStringConvertible {
    case unknownLog(Origin)
    case notSignedByLog(Origin)
    case invalid(KeyName)
    case logEnded(Origin, size: UInt64)

    package var description: String {
        switch self {
        case .unknownLog(let origin):
            "The policy names no log \(origin): is it another community's, or is the policy old?"
        case .notSignedByLog(let origin):
            "The checkpoint bears no signature of the key that the policy gives \(origin): has the key changed?"
        case .logEnded(let origin, let size):
            "The community ended \(origin) with \(size) entries: this checkpoint is not of that log's history up to there."
        case .invalid(let name):
            "The line of \(name) does not verify, so the whole note is refused: it was altered or forged."
        }
    }
}
