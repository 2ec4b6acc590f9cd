import ArgumentParser
import Ledger

/// Shows the versions of a policy, and who still has to sign.
struct CommunityStatus: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show the versions of a community's policy, and whose signatures a proposal lacks.",
        discussion: """
            Also shows against which members there is evidence, in FILE.evidence-NAME beside FILE, that they signed two \
            successors of one version.
            Exit status: 0 when nothing waits for signatures, 1 when a version does or there is such evidence, 2 when a file \
            cannot be used.
            """)

    @Argument(help: "The policy with its versions.")
    var file: String

    @Flag(help: "One JSON object a version, and one for each member that evidence is against.")
    var json = false

    func run() throws {
        let history = try PolicyHistoryFile(reading: file).history
        let accused = try AccusedMember.read(beside: file, of: history)
        if json {
            for version in Self.all(history) { print(try JSON.line(Line(version))) }
            for member in accused { print(try JSON.line(Accusation(member, beside: file))) }
        } else {
            show(history)
            for member in accused { print(Emphasis.alarm(member.sentence(beside: file))) }
        }
        if history.proposal != nil || !accused.isEmpty { throw Finding.negative }
    }

    /// One version, for programs.
    private struct Line: Encodable {
        let version: UInt64
        let mirrors: Int
        let quorum: Int
        let faulty: Int
        let signedBy: [String]
        let signaturesNeeded: Int
        let isInForce: Bool

        init(_ signed: SignedPolicyVersion) {
            version = signed.version.number
            mirrors = signed.version.policy.mirrors.count
            quorum = signed.version.policy.quorum
            faulty = signed.version.policy.faultLimit
            signedBy = signed.signers.map(\.name.description)
            signaturesNeeded = signed.needed
            isInForce = signed.isInForce
        }
    }

    /// A member that evidence is against, for programs.
    private struct Accusation: Encodable {
        let accused: String
        /// Of the key of its log, as people compare it.
        let fingerprint: String
        /// The number that both successors have.
        let version: UInt64
        let evidence: String

        init(_ member: AccusedMember, beside file: String) {
            accused = member.key.name.description
            fingerprint = KeyFingerprint(member.key).words
            version = member.evidence.versions[0].number
            evidence = member.path(beside: file)
        }
    }

    private static func all(_ history: PolicyHistory) -> [SignedPolicyVersion] {
        history.versions + [history.proposal].compactMap(\.self)
    }

    private func show(_ history: PolicyHistory) {
        var table = Table(
            .figures("version"), .figures("mirrors"), .figures("faulty"), .figures("quorum"), .figures("signed"),
            .words(""))
        for signed in Self.all(history) {
            let policy = signed.version.policy
            table.add(
                "\(signed.version.number)", "\(policy.mirrors.count)", "\(policy.faultLimit)", "\(policy.quorum)",
                "\(signed.signers.count) of \(signed.needed)", signed.isInForce ? "" : "waits for signatures")
        }
        table.lines.forEach { print($0) }
        if let proposal = history.proposal {
            print("\nVersion \(proposal.version.number) changes:")
            PolicyDifference(from: history.policy, to: proposal.version.policy).lines.forEach { print($0) }
        }
        print("\n\(Self.sentence(history))")
    }

    /// How things stand, in a sentence.
    static func sentence(_ history: PolicyHistory) -> String {
        guard let proposal = history.proposal else {
            return
                "Version \(history.versions.count) is in force: “heliograph community adopt” has a gateway follow it."
        }
        let missing = proposal.electors.filter { !proposal.signers.contains($0) }.map(\.name.description)
        let count = proposal.needed - proposal.signers.count
        return
            "Version \(proposal.version.number) is signed by \(proposal.signers.count) of \(proposal.needed): \(count) more of \(missing.joined(separator: ", ")) must sign it."
    }
}
