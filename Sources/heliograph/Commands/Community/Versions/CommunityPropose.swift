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

    @Option(
        help: ArgumentHelp("A card: of who joins, or with a member's new keys. May be repeated.", valueName: "card.txt")
    )
    var add: [String] = []

    @Option(help: ArgumentHelp("A gateway that leaves. May be repeated.", valueName: "community/name"))
    var remove: [String] = []

    @Option(help: ArgumentHelp("How many mirrors make a record; the safe minimum unless given.", valueName: "count"))
    var quorum: Int?

    @Option(
        help: ArgumentHelp(
            "Below which index nobody has to keep a log's entries. May be repeated.", valueName: "community/name=index")
    )
    var minimumIndex: [String] = []

    @Option(
        help: ArgumentHelp(
            "A log that ends, as when its keys were stolen: with what is recorded of it here, or with the first SIZE entries. Its mirror leaves. May be repeated; needs --state.",
            valueName: "community/name[=size]"))
    var end: [String] = []

    @OptionGroup
    var member: MemberKeyOptions

    @Option(name: .shortAndLong, help: "A new file for the versions and the proposal.")
    var output: String

    func run() async throws {
        let key = try MemberKey(member)
        var ends: [Origin: LogEnd] = [:]
        for text in end {
            let (origin, end) = try await LogEnd.read(text, in: member.state)
            ends[origin] = end
        }
        var history = try proposed(ends)
        guard let proposal = history.proposal else { preconditionFailure("it was just made") }
        try member.confirm(proposal, after: history.policy)
        try key.sign(&history)
        try NewFile.write(output, history.bytes)
        print(CommunityStatus.sentence(history))
    }

    private func proposed(_ ends: [Origin: LogEnd]) throws(Finding) -> PolicyHistory {
        let before = try PolicyFile.read(file)
        let bytes = try InputFile.read(file, limit: PolicyHistory.sizeLimit)
        let old = PolicyHistory.isHistory(bytes) ? try PolicyHistoryFile(reading: file).history : nil
        let keys = try MemberCards.keys(on: add)
        let (leaving, indices) = (try origins(remove), try minimumIndices())
        let named = Set((before.logs + before.mirrors).compactMap { $0.name.logOrigin ?? $0.name.mirrorOrigin })
        if let stranger = leaving.union(ends.keys).union(indices.keys).subtracting(named).min() {
            throw .unusable("\(stranger) is not in the policy: is the name right?")
        }
        let cryptography = OpenSSLCryptography()
        do throws(LedgerError) {
            let policy = try before.changed(
                adding: keys, removing: leaving, ending: ends, quorum: quorum, minimumIndices: indices, cryptography)
            guard var history = old else { return try PolicyHistory(founding: policy) }
            try history.propose(policy, cryptography)
            return history
        } catch {
            throw .unusable("\(file): \(error)")
        }
    }

    private func origins(_ texts: [String]) throws(Finding) -> Set<Origin> {
        var origins: Set<Origin> = []
        for text in texts {
            guard let origin = try? Origin(text) else { throw .unusable("“\(text)” is no community/name.") }
            origins.insert(origin)
        }
        return origins
    }

    private func minimumIndices() throws(Finding) -> [Origin: UInt64] {
        var indices: [Origin: UInt64] = [:]
        for text in minimumIndex {
            let words = text.split(separator: "=", omittingEmptySubsequences: false)
            guard words.count == 2, let origin = try? Origin(String(words[0])), let index = UInt64(words[1]) else {
                throw .unusable("“\(text)” is no community/name=index.")
            }
            indices[origin] = index
        }
        return indices
    }
}
