package import Metering

/// Why a request of the owner was not done. Nothing of it was, but for ``inDoubt``.
package enum OwnerFault: Error, Hashable, CustomStringConvertible {
    case malformed(String)
    case unknownMeter(String, known: [Name])
    case meter(MeterError)
    case unfit(field: String, expected: String)
    case notStored(String)
    case notSigned(String)
    /// Asked for when the service was ended, before a failing disk could say whether it had taken it.
    case inDoubt
    /// Nothing is signed before the own log is whole.
    case recovering

    package var description: String {
        switch self {
        case .malformed(let reason): "the request is not one that this service knows: \(reason)"
        case .unknownMeter(let name, let known):
            "there is no meter “\(name)” here; there are: \(known.isEmpty ? "none" : known.map(\.text).joined(separator: ", "))"
        case .meter(let error): "\(error)"
        case .unfit(let field, let expected): "\(field): \(expected) is expected"
        case .notStored(let reason):
            "the disk did not take it, so nothing was changed (\(reason)): see `heliograph check`, then ask again"
        case .inDoubt:
            "the disk failed, and whether it took this is not known yet: after the next start `heliograph readings` and `heliograph meter drift` show it, or ask again"
        case .recovering:
            "the log is being recovered, and nothing is signed until it is whole: see `heliograph recover`"
        case .notSigned(let reason): "it could not be signed, so nothing was changed: \(reason)"
        }
    }
}
