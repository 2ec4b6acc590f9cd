import ArgumentParser
import Ledger
import Statements
import System

/// Writes what shows, offline and for ever, that an entry is recorded.
struct LedgerProof: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proof",
        abstract: "Write a proof that an entry is recorded, and the entry beside it.",
        discussion: """
            FILE is a .tlog-proof with the log's genesis in its “extra” line, FILE.entry is the statement. With the \
            community's policy they are all that “heliograph verify” and other people's tools need. The record is the earliest \
            that is kept here and covers the entry; the one that the entry names is in the “extra” line too, if it is kept here, \
            so that the proof shows after what and by when the statement was made.
            Exit status: 0, 1 when the entry is not recorded yet, 2 when there is no such entry.
            """)

    @Argument(help: "The entry's index in its log.")
    var index: UInt64

    @OptionGroup
    var options: LedgerOptions

    @Option(name: .shortAndLong, help: "The proof, a new file.")
    var output: String

    func run() async throws {
        let gateway = try StoredGateway(at: options.state)
        let log = try await gateway.log(options.origin)
        let entry = try await gateway.entry(index, of: log)
        let policy = options.policy != nil || gateway.hasPolicy ? try gateway.policy(options.policy) : nil
        guard let proof = try await gateway.proof(of: entry, at: index, in: log, under: policy) else {
            throw Finding.negative(
                "entry \(index) of \(log.origin) is not recorded yet: try again when a quorum of neighbours is there.")
        }
        try NewFile.write("\(output).entry", entry)
        try NewFile.write(output, proof.bytes)
        let checkpoint = try Checkpoint(parsing: proof.note.text)
        StandardStream.error.write(
            "Wrote \(output) and \(output).entry: entry \(index) of \(log.origin), in a record of \(checkpoint.size).\n"
        )
    }
}
