import ArgumentParser
import Ledger

/// Shows what a card says, so that whoever signs can compare it by voice with whoever handed it over.
struct CommunityCard: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "card",
        abstract: "Show the fingerprints of the keys on a card, to compare them by voice.",
        discussion: """
            Whoever signs a version sees the same fingerprints of those who join. Where they are not the same, the card was \
            exchanged on its way. Exit status: 0, or 2 when the card cannot be used.
            """)

    @Argument(help: "The card, such as the card.txt that “heliograph init” wrote.")
    var card: String

    func run() throws {
        var table = Table(.words("key"), .words("fingerprint"))
        for key in try MemberCards.keys(on: [card]) { table.add(key.name.description, KeyFingerprint(key).words) }
        table.lines.forEach { print($0) }
    }
}
