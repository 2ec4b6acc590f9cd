import ArgumentParser
import Ledger
import Signing
import Statements

/// What one entry says, and who holds it since when.
struct LedgerShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what an entry says, who recorded it, and between which two moments it was made.",
        discussion: """
            Reads beside the running service, and checks the entry's signature by the key of the log's genesis, its place in the \
            earliest record that is kept here and covers it, and that record's mirrors under the policy.
            Exit status: 0 also when the entry is not recorded yet, 1 when something does not verify, 2 when there is no such entry.
            """)

    @Argument(help: "The entry's index in its log.")
    var index: UInt64

    @OptionGroup
    var options: LedgerOptions

    @Flag(help: "One JSON object instead of lines.")
    var json = false

    func run() async throws {
        let gateway = try StoredGateway(at: options.state)
        let known = try gateway.known(options.policy)
        let log = try await gateway.log(options.origin)
        let bytes = try await gateway.entry(index, of: log)
        var shown: ShownEntry
        do {
            let rules = try await gateway.rules(of: log, known)
            if let proof = try await gateway.proof(of: bytes, at: index, in: log, by: rules) {
                shown = ShownEntry(try proof.verify(entry: bytes, under: known, OpenSSLCryptography()))
            } else {
                shown = try await unrecorded(bytes, of: log, in: gateway, by: rules)
            }
        } catch let error as LedgerError {
            throw Finding.negative("entry \(index) of \(log.origin): \(error)")
        } catch let error as StatementError {
            throw Finding.negative("entry \(index) of \(log.origin): \(error)")
        }
        if case .genesis(let genesis)? = try? Message.decode(Entry(parsing: bytes)) {
            shown.predecessor = genesis.predecessor.map { PredecessorWords.describe($0, under: known.newest) }
        }
        if json { print(try JSON.line(shown)) } else { shown.lines.forEach { print($0) } }
    }

    /// An entry that no record here covers: its signature can be checked all the same, and what it names.
    private func unrecorded(
        _ bytes: [UInt8], of log: LogState, in gateway: StoredGateway, by rules: LogRules
    ) async throws -> ShownEntry {
        let cryptography = OpenSSLCryptography()
        let entry = try Entry(parsing: bytes)
        guard let author = rules.author(at: index) else { throw LedgerError.proof(.noGenesis) }
        try entry.verify(by: author, index: index, cryptography)
        let header = try StatementHeader(of: entry)
        let note = try await gateway.namedRecord(of: bytes, in: log)
        let interval = ProvenInterval(
            beginning: try header.beginning(named: note, by: rules, cryptography), end: nil, clockCount: 0)
        return ShownEntry(entry, header, author.key, interval, nil, rules.policy(at: log.frontier.size))
    }
}
