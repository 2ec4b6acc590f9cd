import ArgumentParser

/// What concerns the keys that are files, and must outlive the card.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Show a gateway's keys, back them up, put them on a new card, renew them.",
        subcommands: [KeysShow.self, KeysBackup.self, KeysRestore.self, KeysRenew.self])
}
