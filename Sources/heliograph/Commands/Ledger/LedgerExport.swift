import ArgumentParser
import Ledger
import Statements
import System

/// Writes a log in a form that other people's tools read.
struct LedgerExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a log for other people's tools.",
        discussion: """
            --tiles writes a static tree of tiles (C2SP tlog-tiles) that any web server can serve: the newest recorded \
            checkpoint with the mirrors' signatures, the hashes of all levels, and the entries. Into a folder that holds an \
            earlier export of the same log only what is new is written; whoever reads it meanwhile has the earlier tree until \
            the checkpoint is replaced, at the end. “heliograph ledger import” checks such a folder.
            Exit status: 0, 1 when the log has no checkpoint yet or is not the one of the folder, 2 when it cannot be read or \
            written.
            """)

    @OptionGroup
    var options: LedgerOptions

    @Option(help: ArgumentHelp("A new folder, or one with an earlier export of this log.", valueName: "folder"))
    var tiles: String

    func run() async throws {
        let gateway = try StoredGateway(at: options.state)
        let log = try await gateway.log(options.origin)
        try await write(tiles: tiles, of: log, in: gateway)
    }

    private func write(tiles folder: String, of log: LogState, in gateway: StoredGateway) async throws {
        // A mirror may know of a record before it has what is recorded.
        let recorded = log.checkpoint(.recorded).flatMap { $0.size <= log.frontier.size ? $0 : nil }
        guard let checkpoint = recorded ?? log.checkpoint(.held), checkpoint.size > 0,
            let bytes = log.notes[recorded == nil ? .held : .recorded]
        else { throw Finding.negative("\(log.origin) has no checkpoint yet.") }
        let note = try SignedNote(parsing: bytes)
        let export = TileExport(
            database: gateway.database, log: log, note: note, checkpoint: checkpoint, folder: folder)
        let old = try await export.write()
        let new = checkpoint.size - max(old, log.firstIndex)
        var words = "Wrote \(new) entries of \(log.origin) to \(folder), which holds \(checkpoint.size) now"
        words += old > 0 && old < checkpoint.size ? ", \(old) of them from before.\n" : ".\n"
        if log.firstIndex > 0 {
            words += "Entries 1 to \(log.firstIndex - 1) are not there: they are kept here no more.\n"
        }
        if recorded == nil {
            words += "Nobody recorded it as far as is held here: the checkpoint is not one of a quorum.\n"
        }
        StandardStream.error.write(words)
    }
}
