import ArgumentParser
import Gateway
import System

/// Shows how far the recovery of a lost log is, and lets the owner go on without mirrors that stay away, or under a new name.
struct Recover: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what the neighbours gave back of a lost log, and go on without those who are silent.",
        discussion: """
            A service that finds its keys without a database, or a database that is a copy or comes from another machine, \
            asks every mirror of the policy for its log, takes the longest that its own key signed, and signs nothing \
            until all have answered. What it counts meanwhile it holds in memory. This command shows who said what. \
            Where a neighbour will not come back, --without NAME goes on without waiting for it.

            What that risks: if that neighbour alone holds something that this gateway signed last, the next signature \
            is a second history. The neighbours who see both never record this gateway again, and what is left is a new \
            name (--new-origin). What was recorded before stays proven in any case.

            After the card was lost, heliograph keys restore puts the keys on a new one, and the service's next start does \
            the rest.

            Where a key was stolen, or lost without a backup, stop the service and say --new-origin. It makes new keys \
            under the next name, such as roof-a-g2, whose meters count on from the registers here and whose genesis names \
            the old log's end: what is recorded of it, or fewer entries (--end), where a thief may have signed the last of \
            them. It needs the configuration, and the database for registers and end, but none of the old keys. What is \
            left to do, by the owner and by the community, is said at the end.

            Exit status: 0 when the log is whole, the choice was taken, or the new origin made; 1 while it waits, or when \
            the choice was refused; 2 when no service answers, or no new origin could be made.
            """)

    @Option(
        name: [.customShort("c"), .customLong("configuration")],
        help: ArgumentHelp("The configuration that the service was started with.", valueName: "file"))
    var file = "/etc/heliograph/heliograph.yaml"

    @Option(help: ArgumentHelp("A mirror to go on without; may be repeated.", valueName: "community/name"))
    var without: [String] = []

    @Flag(help: "Make a gateway of the next name, such as …-g2, with new keys, that goes on where this log ends.")
    var newOrigin = false

    @Option(
        help: ArgumentHelp(
            "With --new-origin: how many entries of the old log stand; what is recorded of it unless given.",
            valueName: "size"))
    var end: UInt64?

    @Flag(help: "Do it without a question.")
    var yes = false

    @Flag(help: "One JSON object; without --yes, nothing is changed.")
    var json = false

    func validate() throws {
        if end != nil, !newOrigin { throw ValidationError("--end says where the old log ends for --new-origin.") }
    }

    func run() async throws {
        let file = try ConfigurationFile(reading: self.file)
        if newOrigin { return try await Succession(of: file).open(endingAt: end, isSure: yes) }
        let service = RunningService(of: file)
        let preview = try await service.ask(.recover(without: without, apply: false))
        guard let recovery = preview.recovery else {
            guard preview.outcome == .unchanged else { throw Finding.negative(preview.words.joined(separator: "\n")) }
            return print(json ? String(decoding: preview.json, as: UTF8.self) : preview.words.joined(separator: "\n"))
        }
        if !json { show(recovery, preview.words) }
        guard yes || !without.isEmpty, yes || !json else {
            if json { print(String(decoding: preview.json, as: UTF8.self)) }
            throw Finding.negative
        }
        if !yes { try Confirmation.ask("Go on without them?", orElse: "nothing was changed") }
        let answer = try await service.ask(.recover(without: without, apply: true))
        if json { print(String(decoding: answer.json, as: UTF8.self)) }
        guard answer.outcome == .applied else { throw Finding.negative(answer.words.joined(separator: "\n")) }
        if !json { answer.words.forEach { print($0) } }
    }

    private func show(_ recovery: OwnerAnswer.Recovery, _ words: [String]) {
        var table = Table(.words("mirror"), .figures("entries"), .words(""))
        for mirror in recovery.mirrors {
            let said =
                mirror.entries == nil
                ? mirror.excused ? "silent; it is not waited for" : "silent; what it holds is not known"
                : mirror.entries == 0 ? "holds nothing of this log" : "answered"
            table.add(mirror.mirror, mirror.entries.map { "\($0)" } ?? "", said)
        }
        table.lines.forEach { print($0) }
        print("\n\(recovery.entries) entries are here by now; \(recovery.held) statements wait in memory.")
        words.forEach { print($0) }
        if !without.isEmpty {
            print(
                """

                Going on without \(without.joined(separator: ", ")): if only they hold what this gateway signed last, its next
                signature contradicts it. Neighbours who see both never record this gateway again. What was recorded
                before stays proven.
                """)
        }
    }
}
