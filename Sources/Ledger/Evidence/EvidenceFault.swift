package import Statements

/// Why something is no evidence.
package enum EvidenceFault: Hashable, Sendable, CustomStringConvertible {
    case otherOrigin(Origin)
    case sizesDiffer
    case sizesOutOfOrder
    case sameRoot
    case proofFails
    case soundEntry
    case authorUnknown

    package var description: String {
        switch self {
        case .otherOrigin(let origin): "The evidence holds a note of \(origin), which is not the log that it accuses."
        case .sizesDiffer: "The two notes have different sizes: that is growth, not a contradiction."
        case .sizesOutOfOrder: "The first note is not the smaller one: the proof between them shows nothing."
        case .sameRoot: "The roots are the same: there is no contradiction."
        case .proofFails: "The evidence's proof does not verify, which shows nothing: anybody can make one that fails."
        case .soundEntry: "The entry passes every check of a mirror: there is nothing to accuse."
        case .authorUnknown:
            "Which key must have signed the entry is not known here: whoever holds the log up to there can say."
        }
    }
}
