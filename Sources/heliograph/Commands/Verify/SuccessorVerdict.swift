import Ledger
import Metering
import Signing
import Statements

/// What two successors of one version of a policy show.
struct SuccessorVerdict: Encodable {
    /// Whose key signed both.
    struct Member: Encodable {
        let origin: String
        /// Of the key of its log, as people compare it.
        let fingerprint: String
    }

    /// One of the two.
    struct Successor: Encodable {
        /// SHA-256 of its text, hexadecimal.
        let digest: String
        let signedBy: [String]
        /// What it changes, a line each.
        let changes: [String]
    }

    let proven = true
    let community: String
    /// The number that both have.
    let version: UInt64
    let members: [Member]
    let successors: [Successor]

    init(_ conviction: SuccessorEvidence.Conviction) {
        let before = conviction.predecessor
        community = before.policy.community.text
        version = before.number + 1
        members = conviction.members.map {
            Member(origin: $0.name.description, fingerprint: KeyFingerprint($0).words)
        }
        successors = conviction.successors.map { signed in
            Successor(
                digest: "\(OpenSSLCryptography().sha256(signed.version.text))",
                signedBy: signed.signers.map(\.name.description),
                changes: PolicyDifference(from: before.policy, to: signed.version.policy).lines)
        }
    }

    /// For people.
    var sentence: String {
        let names = members.map { "\($0.origin) (key \($0.fingerprint))" }.joined(separator: " and ")
        var lines = [
            "Proven against \(names): it signed two successors of version \(version - 1) of the policy of \(community), which no honest member does."
        ]
        for (place, successor) in successors.enumerated() {
            lines.append(
                "The \(place == 0 ? "one" : "other"), \(successor.digest.prefix(16))…, is signed by \(successor.signedBy.joined(separator: ", ")):"
            )
            lines += successor.changes.map { "    \($0)" }
        }
        return (lines + ["It lies, or its key was stolen. It does not say which of the two is right: a quorum does."])
            .joined(separator: "\n")
    }
}
