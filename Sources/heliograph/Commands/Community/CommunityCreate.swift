import ArgumentParser
import Ledger
import Signing
import System

/// Puts the cards of a community's members together.
struct CommunityCreate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Write the policy of a community from its members' cards.",
        discussion: """
            Every member runs “heliograph init” and hands over the card.txt that it writes; nothing in it is secret. Every \
            gateway then gets the same policy. Exit status: 0, or 2 when a card or the quorum cannot be used.
            """)

    @Argument(help: "The members' cards.")
    var cards: [String]

    @Option(help: ArgumentHelp("How many mirrors make a record; the safe minimum unless given.", valueName: "count"))
    var quorum: Int?

    @Option(name: .shortAndLong, help: "A new file for the policy; standard output unless given.")
    var output: String?

    func run() throws {
        let policy = try policy()
        if let output {
            try NewFile.write(output, policy.text)
        } else {
            StandardStream.output.write(String(decoding: policy.text, as: UTF8.self))
        }
        let summary = PolicySummary(policy)
        StandardStream.error.write(summary.lines.map { $0 + "\n" }.joined())
    }

    private func policy() throws(Finding) -> Policy {
        let keys = try MemberCards.keys(on: cards)
        do throws(LedgerError) {
            return try Policy(
                logs: keys.filter { $0.kind == .signature }, mirrors: keys.filter { $0.kind == .cosignature },
                quorum: quorum, OpenSSLCryptography())
        } catch {
            throw .unusable(quorum == nil ? "\(error)" : "with a quorum of \(quorum ?? 0): \(error)")
        }
    }
}
