import ArgumentParser
import Gateway
import Ledger
import Signing
import Statements
import Storage
import System

/// Writes what shows, offline and for ever, that an entry is recorded.
struct LedgerProof: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proof",
        abstract: "Write a proof that an entry is recorded, and the entry beside it.",
        discussion: """
            FILE is a .tlog-proof with the log's genesis in its “extra” line, FILE.entry is the statement. With the \
            community's policy they are all that “heliograph verify” and other people's tools need.
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
        guard let note = try log.notes[.recorded].map({ try SignedNote(parsing: $0) }),
            case let checkpoint = try Checkpoint(parsing: note.text), index < checkpoint.size
        else {
            throw Finding.negative(
                "entry \(index) of \(log.origin) is not recorded yet: try again when a quorum of neighbours is there.")
        }
        let proof = try await Self.proof(of: index, in: checkpoint, note, from: gateway.database)
        try NewFile.write("\(output).entry", entry)
        try NewFile.write(output, proof.bytes)
        StandardStream.error.write(
            "Wrote \(output) and \(output).entry: entry \(index) of \(log.origin), in a record of \(checkpoint.size).\n"
        )
    }

    /// The entry's path, and the genesis with its own, to one checkpoint.
    static func proof(
        of index: UInt64, in checkpoint: Checkpoint, _ note: SignedNote, from database: Database
    ) async throws -> LogProof {
        let tree = StoredTree(of: checkpoint.origin, in: database)
        let cryptography = OpenSSLCryptography()
        func path(to index: UInt64) async throws -> [Digest] {
            try await MerkleTree.inclusionProof(index: index, size: checkpoint.size, tree, cryptography)
        }
        guard
            let genesis = try await database.entries(of: checkpoint.origin, from: 0, countLimit: 1, byteLimit: 1).first
        else {
            throw Finding.unusable("entry 0 of \(checkpoint.origin) is missing from the database.")
        }
        let extra = GenesisPath(entry: genesis, hashes: try await path(to: 0))
        return LogProof(extra: extra.bytes, index: index, hashes: try await path(to: index), note: note)
    }
}
