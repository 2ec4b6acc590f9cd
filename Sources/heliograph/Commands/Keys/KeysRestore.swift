import ArgumentParser
import Gateway
import Signing
import Statements
import System

/// Puts what a backup holds where its configuration wants it.
struct KeysRestore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup's keys, configuration and policy on a new card.",
        discussion: """
            Everything is checked before anything is written: each part against its hash, each key against the public half \
            that the backup names, all of it against the statement key's signature. A key that is here is never overwritten; \
            another file of the same name is kept beside the new one, as NAME.previous. Then all files are written, or none.

            The gateway has its keys then, and no database: its service makes one, and asks every mirror of the policy for \
            the log before it signs anything (heliograph recover). A backup is of one gateway, not for a second one: two \
            with the same keys contradict each other, and their neighbours turn both away.

            Exit status: 0, or 2 when the passphrase does not fit, the backup is damaged, or something is in the way; then \
            nothing was written.
            """)

    @Argument(help: ArgumentHelp("What heliograph keys backup wrote.", valueName: "file"))
    var backup: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The gateway's folder, made if there is none.", valueName: "folder"))
    var directory: String?

    @Option(
        name: [.customShort("c"), .customLong("configuration")],
        help: ArgumentHelp(
            "Where the configuration goes (default: /etc/heliograph/heliograph.yaml).", valueName: "file"))
    var configurationFile: String?

    @OptionGroup
    var passphrase: PassphraseOptions

    func validate() throws {
        if directory != nil, configurationFile != nil {
            throw ValidationError("--directory and --configuration name the same thing: leave out one of them.")
        }
    }

    func run() async throws {
        let text = try InputFile.read(backup)
        // A file that is none is told before anybody has to type.
        _ = try OpenedBackup.parse(text, from: backup)
        let opened = try OpenedBackup(text, try passphrase.known(), from: backup)
        let path =
            directory.map { "\($0)/\(ConfigurationFile.usualName)" } ?? configurationFile
            ?? "/etc/heliograph/heliograph.yaml"
        var plan = try RestorePlan(of: opened, to: path, from: backup)
        try plan.prepare()
        try plan.carryOut()
        show(plan)
    }

    private func show(_ plan: RestorePlan) {
        var table = Table(.words("file"), .words(""), .words("what it is"))
        for place in plan.places { table.add(place.path, place.state, place.purpose) }
        table.lines.forEach { print($0) }
        let file = plan.file
        for place in plan.places {
            if let previous = place.previous { print("What was \(place.path) before is \(previous) now.") }
        }
        let missing = BackedUpFile.Role.allCases.compactMap { role in file.path(of: role).map { ($0, role.purpose) } }
        let password = file.configuration.broker?.passwordFile.map { (file.resolve($0), "the broker's password") }
        for (path, purpose) in missing + [password].compactMap(\.self) where FileKind(of: path) == .nothing {
            print("Not in the backup, and still missing: \(path), \(purpose).")
        }
        if plan.hasPolicy {
            print(
                "The policy is the one of the backup, and may have changed since: “heliograph community agree” follows to the newest, before the service starts."
            )
        }
        if FileKind(of: file.state.database) == .nothing {
            print(
                """

                \(file.configuration.origin) has its keys, and no database. Its service makes one when it starts, and asks
                every mirror of the policy for the log before it signs anything: heliograph recover shows how far that is.
                The old card must never start again.
                """)
        }
        print("\nNext: heliograph check --configuration \(file.path)")
    }
}
