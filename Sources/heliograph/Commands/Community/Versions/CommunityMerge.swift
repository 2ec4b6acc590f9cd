import ArgumentParser
import Ledger

/// Puts the signatures of several copies of a proposal into one.
struct CommunityMerge: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Take over the signatures that other copies of a policy with versions have.",
        discussion: """
            Several members may sign copies of one proposal. Where copies are different successors of one version, the \
            members who signed both are named, and what shows it is written beside FILE, as FILE.evidence-NAME: “heliograph \
            verify” checks it, “heliograph community share” publishes it.
            Exit status: 0; 1 when the copies contradict each other; 2 when a file cannot be used.
            """)

    @Argument(help: "The file that takes them.")
    var file: String

    @Argument(help: "The other copies.")
    var others: [String]

    func run() throws {
        var file = try PolicyHistoryFile(reading: file)
        for path in others {
            let other = try PolicyHistoryFile(reading: path)
            do throws(LedgerError) {
                try file.history.merge(other.history)
            } catch {
                let accused = try accused(file.history, other.history)
                for member in accused { try member.write(beside: file.path) }
                throw Finding.negative(
                    (["\(file.path) and \(path): \(error)"] + accused.map { $0.sentence(beside: file.path) })
                        .joined(separator: "\n"))
            }
        }
        try file.write()
        print(CommunityStatus.sentence(file.history))
    }

    private func accused(_ history: PolicyHistory, _ other: PolicyHistory) throws -> [AccusedMember] {
        try history.evidence(with: other).map { try AccusedMember.all(in: $0, of: history) } ?? []
    }
}
