import ArgumentParser
import Gateway
import Ledger
import Signing
import Statements
import Storage
import System

/// Hands on what shows that a log contradicted itself.
struct LedgerEvidence: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence",
        abstract: "Write what shows that a log contradicted itself, as one file.",
        discussion: """
            With the community's policy the file is all that “heliograph verify” needs, on any machine.
            Exit status: 0, 1 when nothing of the kind is known here, 2 when it cannot be read or written.
            """)

    @Option(help: ArgumentHelp("The gateway's folder.", valueName: "folder"))
    var state: String

    @Option(
        help: ArgumentHelp("Which log; the one that contradicted itself unless given.", valueName: "community/name"))
    var origin: String?

    @Option(name: .shortAndLong, help: "A new file.")
    var output: String

    func run() async throws {
        let gateway = try StoredGateway(at: state)
        let logs = try await gateway.logs()
        let convicted = logs.filter { $0.evidence != nil && (origin == nil || $0.origin.description == origin) }
        guard let log = convicted.first, let bytes = log.evidence else {
            if let origin, !logs.contains(where: { $0.origin.description == origin }) {
                throw Finding.unusable("there is nothing of \(origin) here.")
            }
            throw Finding.negative("nothing here shows that \(origin ?? "a log") contradicted itself.")
        }
        guard convicted.count == 1 else {
            let names = convicted.map { "\n  \($0.origin)" }.joined()
            throw Finding.unusable("more than one log contradicted itself, name one with --origin:\(names)")
        }
        let evidence = try Evidence(decoding: bytes)
        let genesis = try await Self.genesis(for: evidence, log, in: gateway.database)
        try NewFile.write(output, EvidenceFile(evidence, genesis: genesis).encode())
        StandardStream.error.write("Wrote \(output): \(log.origin) \(EvidenceWords.accusation(evidence)).\n")
    }

    /// What leads to the key that an entry must be signed with; `nil` where nothing is judged by it.
    private static func genesis(
        for evidence: Evidence, _ log: LogState, in database: Database
    ) async throws -> GenesisAnnouncement? {
        guard case .entry(_, 1..., _, _, _) = evidence, let held = log.checkpoint(.held),
            held.size > 0, held.size <= log.frontier.size, let note = log.notes[.held],
            let entry = try await database.entries(of: log.origin, from: 0, countLimit: 1, byteLimit: 1).first
        else { return nil }
        let path = try await MerkleTree.inclusionProof(
            index: 0, size: held.size, StoredTree(of: log.origin, in: database), OpenSSLCryptography())
        let proof = LogProof(index: 0, hashes: path, note: try SignedNote(parsing: note))
        return GenesisAnnouncement(entry: entry, proof: proof.bytes)
    }
}
