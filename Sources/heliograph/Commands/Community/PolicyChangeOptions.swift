import ArgumentParser
import Ledger
import Signing
import Statements

/// What a person wants changed in a community's policy.
struct PolicyChangeOptions: ParsableArguments {
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
            "A log that ends, as when its keys were stolen: with what is recorded of it here, or with the first SIZE entries. Its mirror leaves. May be repeated.",
            valueName: "community/name[=size]"))
    var end: [String] = []

    /// Whether nothing was named.
    var isEmpty: Bool {
        add.isEmpty && remove.isEmpty && quorum == nil && minimumIndex.isEmpty && end.isEmpty
    }

    /// Reads what the options name.
    /// - Parameter state: the folder of a gateway that holds the logs that end.
    func change(endsIn state: String?) async throws -> PolicyChange {
        var change = PolicyChange(members: try MemberCards.keys(on: add), leaving: try origins(remove), quorum: quorum)
        for text in end {
            let (origin, end) = try await LogEnd.read(text, in: state)
            change.ends[origin] = end
        }
        for text in minimumIndex {
            let words = text.split(separator: "=", omittingEmptySubsequences: false)
            guard words.count == 2, let origin = try? Origin(String(words[0])), let index = UInt64(words[1]) else {
                throw Finding.unusable("“\(text)” is no community/name=index.")
            }
            change.minimumIndices[origin] = index
        }
        return change
    }

    private func origins(_ texts: [String]) throws(Finding) -> Set<Origin> {
        var origins: Set<Origin> = []
        for text in texts {
            guard let origin = try? Origin(text) else { throw .unusable("“\(text)” is no community/name.") }
            origins.insert(origin)
        }
        return origins
    }
}
