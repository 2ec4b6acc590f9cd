import ArgumentParser
import Ledger
import System

/// Whose key signs.
struct MemberKeyOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The gateway's folder, with the key of its log.", valueName: "folder"))
    var state: String?

    @Option(help: ArgumentHelp("The log's key, where it lies elsewhere, such as on a stick.", valueName: "file"))
    var key: String?

    @Flag(help: "Sign without a question.")
    var yes = false

    /// Shows what a version changes, and has the owner confirm it.
    func confirm(_ proposal: SignedPolicyVersion, after before: Policy?) throws(Finding) {
        print("Version \(proposal.version.number) of the policy of \(proposal.version.policy.community):")
        PolicyDifference(from: before, to: proposal.version.policy).lines.forEach { print($0) }
        if !yes { try Confirmation.ask("Sign this?", orElse: "nothing was signed") }
    }
}
