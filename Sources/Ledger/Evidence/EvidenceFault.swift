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
    case tooLong(byteCount: Int)
    case notTwoVersions(Int)
    case sameVersion
    case firstVersion
    case predecessorsDiffer
    case unknownPredecessor(UInt64)
    case nobodySignedBoth
    case retiredKey

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
        case .tooLong(let count):
            "The evidence has \(count) bytes, more than the \(SuccessorEvidence.sizeLimit) of two notes."
        case .notTwoVersions(let count):
            "The file holds \(count) \(count == 1 ? "version" : "versions") of a policy: evidence is two successors of one version."
        case .sameVersion: "Both notes are of the same version: signing that twice is no contradiction."
        case .firstVersion:
            "First versions have no predecessor: anybody may found a community, and nobody signs two successors so."
        case .predecessorsDiffer: "The two versions follow different versions: there is no contradiction."
        case .unknownPredecessor(let number):
            "The versions with number \(number) follow one that the policy here does not have: get its newest versions, or ask which community the evidence is of."
        case .retiredKey:
            "Only a key that another one has replaced signed a note of it: whoever found that key may have made it, and it shows nothing."
        case .nobodySignedBoth: "No member of the version before signed both: there is nobody to accuse."
        }
    }
}
