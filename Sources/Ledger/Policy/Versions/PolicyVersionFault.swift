package import Statements

/// What is wrong with a version of a policy, or with a history of them.
package enum PolicyVersionFault: Hashable, Sendable, CustomStringConvertible {
    case heading
    case notCanonical
    case number(expected: UInt64)
    case predecessor
    case otherCommunity
    case memberWithoutLog(Origin)
    case unchanged
    case endChanged(Origin)
    case tooFewSignatures(count: Int, needed: Int)
    case signature(KeyName)
    case notMember(KeyName)
    case noProposal
    case proposalWaits
    case otherHistory
    case otherProposal(signedBoth: [KeyName])
    case tooLong(byteCount: Int)

    package var description: String {
        switch self {
        case .heading:
            "it must begin with “# heliograph-policy COMMUNITY NUMBER”, and from the second on the hash of the version before."
        case .notCanonical: "the text is not in its canonical form: take the file as the program wrote it."
        case .number(let expected): "version \(expected) must stand here: a version is missing or stands twice."
        case .predecessor: "it follows another version than the one above it."
        case .otherCommunity: "it is of another community than the version before."
        case .memberWithoutLog(let origin):
            "\(origin) mirrors and has no log line: members sign with the key of their log, so add it."
        case .endChanged(let origin):
            "the version before ends the log of \(origin), and it ends there for ever: keep its log line and its end, or what stolen keys signed behind it would prove something again."
        case .unchanged: "nothing would change."
        case .tooFewSignatures(let count, let needed):
            "\(count) members of the version before have signed it, and \(needed) must: have more of them sign."
        case .signature(let name): "the signature of \(name) does not verify: somebody changed the text or the line."
        case .notMember(let name):
            "\(name) is no key of a member of the version before: only members sign, each with the key of its log."
        case .noProposal: "no version waits for signatures here."
        case .proposalWaits: "a version waits for signatures already: have it signed, or go on from the file before it."
        case .otherHistory:
            "the two files disagree about a version that is in force: ask which community gave them to you."
        case .otherProposal(let names):
            "these are two different successors of one version. "
                + (names.isEmpty
                    ? "Nobody has signed both: agree on one."
                    : "Both were signed by \(Self.list(names)), which no honest member does.")
        case .tooLong(let count): "the file has \(count) bytes, more than \(PolicyHistory.sizeLimit)."
        }
    }

    private static func list(_ names: [KeyName]) -> String { names.map(\.description).joined(separator: " and ") }
}
