import ArgumentParser
import Ledger

/// Signs the version of a policy that waits for signatures.
struct CommunitySign: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Sign the proposed version of a community's policy.",
        discussion: """
            Shows what the version changes, and asks. What is signed is put down beside the key first, and no other \
            successor of the same version is ever signed with it.
            Exit status: 0; 1 when this key may not sign it, or nothing was signed; 2 when a file cannot be used.
            """)

    @Argument(help: "The file with the proposal. The signature is added to it.")
    var file: String

    @OptionGroup
    var member: MemberKeyOptions

    func run() throws {
        let key = try MemberKey(member)
        var file = try PolicyHistoryFile(reading: file)
        guard let proposal = file.history.proposal else {
            throw Finding.unusable("no version waits for signatures in it: \(CommunityStatus.sentence(file.history))")
        }
        try member.confirm(proposal, after: file.history.policy)
        try key.sign(&file.history)
        try file.write()
        print(CommunityStatus.sentence(file.history))
    }
}
