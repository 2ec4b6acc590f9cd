import ArgumentParser

/// Gives a gateway another key for one of its roles, while the one before is still in its hands.
struct KeysRenew: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "renew", abstract: "Make another key for a role, to take over from the one that there is.",
        discussion: """
            For a key that is still in its owner's hands alone. One that was stolen is renewed by no command: its thief could do \
            the same (heliograph recover --new-origin).
            """,
        subcommands: [RenewStatement.self, RenewLog.self, RenewMirror.self, RenewTLS.self])
}
