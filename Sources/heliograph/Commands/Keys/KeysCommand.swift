import ArgumentParser

/// What concerns the keys that are files, and must outlive the card.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Show a gateway's keys, back them up, and put them on a new card.",
        subcommands: [KeysShow.self, KeysBackup.self, KeysRestore.self])
}
