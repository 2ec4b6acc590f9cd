import ArgumentParser

/// What a gateway holds of its own log and of its neighbours'.
struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Show heads, mirrors and entries, prove an entry, hand on evidence, check, export and import logs.",
        subcommands: [
            LedgerHeads.self, LedgerMirrors.self, LedgerShow.self, LedgerProof.self, LedgerReceipt.self,
            LedgerEvidence.self, LedgerVerify.self,
            LedgerExport.self, LedgerImport.self,
        ], defaultSubcommand: LedgerHeads.self)
}

/// What every one of these commands has to be told.
struct LedgerOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The gateway's folder.", valueName: "folder"))
    var state: String

    @Option(help: ArgumentHelp("Whose log; the gateway's own unless given.", valueName: "community/name"))
    var origin: String?

    @Option(help: ArgumentHelp("The community's policy; the configuration's unless given.", valueName: "file"))
    var policy: String?
}
