import ArgumentParser
import Ledger
import Signing
import Statements
import System

/// Writes the next version of a policy, with the proposer's signature.
struct CommunityPropose: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "propose",
        abstract: "Propose the next version of a community's policy, and sign it.",
        discussion: """
            FILE is the policy with its versions; or a plain policy, of which the first version is then made. The new file \
            has the proposal behind the versions in force. It goes from member to member, each of whom signs it (“heliograph \
            community sign”), until a quorum of the members of the version before has signed; the first is signed by a quorum \
            of its own. Each member signs one successor of a version and never a second.
            Exit status: 0; 1 when this key may not sign it; 2 when a file or a change cannot be used.
            """)

    @Argument(help: "The policy.")
    var file: String

    @OptionGroup
    var options: PolicyChangeOptions

    @OptionGroup
    var member: MemberKeyOptions

    @Option(name: .shortAndLong, help: "A new file for the versions and the proposal.")
    var output: String

    func run() async throws {
        let key = try MemberKey(member)
        var history = try proposed(try await options.change(endsIn: member.state))
        guard let proposal = history.proposal else { preconditionFailure("it was just made") }
        try member.confirm(proposal, after: history.policy)
        try key.sign(&history)
        try NewFile.write(output, history.bytes)
        print(CommunityStatus.sentence(history))
    }

    private func proposed(_ change: PolicyChange) throws(Finding) -> PolicyHistory {
        let before = try PolicyFile.read(file)
        let bytes = try InputFile.read(file, limit: PolicyHistory.sizeLimit)
        let old = PolicyHistory.isHistory(bytes) ? try PolicyHistoryFile(reading: file).history : nil
        do {
            let policy = try change.policy(after: before)
            guard var history = old else { return try PolicyHistory(founding: policy) }
            try history.propose(policy, OpenSSLCryptography())
            return history
        } catch {
            throw .unusable("\(file): \(error)")
        }
    }
}
