import ArgumentParser
import Ledger
import Signing
import Statements
import Storage

/// Whether what the database holds is still what was signed and recorded.
struct LedgerVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Read everything that is held again, and check it: the file, the trees, the heads, every signature.",
        discussion: """
            It reads beside the running service and changes nothing. Signatures and records are checked of the logs that \
            the policy names.

            Exit status: 0 when all of it is sound, 1 when something is not, 2 when the database cannot be opened.
            """)

    @Option(help: ArgumentHelp("The gateway's folder.", valueName: "folder"))
    var state: String

    @Option(help: ArgumentHelp("The community's policy; the configuration's unless given.", valueName: "file"))
    var policy: String?

    @Flag(help: "One JSON object a line instead of a table.")
    var json = false

    private struct Line: Encodable {
        let origin: String
        let entries: UInt64
        var recorded: UInt64?
        /// What is wrong with it; absent for nothing.
        var problem: String?
        /// Whether signatures were checked as well.
        var isSigned = false
    }

    func run() async throws {
        let gateway = try StoredGateway(at: state)
        let policy = self.policy == nil && !gateway.hasPolicy ? nil : try gateway.known(self.policy)
        let problems = await structure(gateway.database)
        var lines: [Line] = []
        for log in try await gateway.logs() {
            lines.append(await check(log, gateway.database, problems.isEmpty ? policy : nil))
        }
        show(lines)
        let found = problems + lines.compactMap(\.problem)
        guard found.isEmpty else {
            throw Finding.negative(
                (found + [
                    "Stop the service, move heliograph.db away with its -wal, and start it again: with the keys in place it asks the neighbours for the log, and “heliograph recover” shows how far that is."
                ]).joined(separator: "\n"))
        }
    }

    /// The file's own structure, and each tree against its entries.
    private func structure(_ database: Database) async -> [String] {
        do throws(StorageError) {
            return try await database.integrityCheck()
        } catch {
            return ["\(error)"]
        }
    }

    private func check(_ log: LogState, _ database: Database, _ policy: KnownPolicy?) async -> Line {
        let recorded = log.checkpoint(.recorded)?.size
        var line = Line(origin: "\(log.origin)", entries: log.frontier.size, recorded: recorded)
        do {
            for kind in [NoteKind.held, .offered, .recorded] {
                // A mirror may know of a record before it has what is recorded.
                guard let head = log.checkpoint(kind), kind == .held || head.size <= log.frontier.size else { continue }
                let size = min(head.size, log.frontier.size)
                let root = try await MerkleTree.root(
                    size: size, database.tree(of: log.origin), OpenSSLCryptography())
                guard size == head.size, root == head.root else {
                    throw LedgerError.damagedCopy(log.origin, size: log.frontier.size, head: head.size)
                }
            }
            try await checkKept(log, database)
            if let policy, policy.newest.log(log.origin) != nil {
                _ = try await LogAudit(of: log.origin, in: database, under: policy, mayLag: true)
                line.isSigned = true
            }
        } catch {
            line.problem = "\(error)"
        }
        return line
    }

    /// Each kept record whose entries are all here must be of these entries; of what was let go only whole tiles can be compared.
    private func checkKept(_ log: LogState, _ database: Database) async throws {
        var size: UInt64 = 1
        while true {
            let notes = try await database.keptRecords(of: log.origin, from: size, countLimit: 256)
            for bytes in notes {
                let head = try Checkpoint(parsing: SignedNote(parsing: bytes).text)
                size = head.size + 1
                guard head.size <= log.frontier.size, head.size >= log.firstIndex || head.size.isMultiple(of: 256)
                else { continue }
                let root = try await MerkleTree.root(
                    size: head.size, database.tree(of: log.origin), OpenSSLCryptography())
                guard root == head.root, head.origin == log.origin else {
                    throw LedgerError.damagedCopy(log.origin, size: log.frontier.size, head: head.size)
                }
            }
            if notes.count < 256 { return }
        }
    }

    private func show(_ lines: [Line]) {
        var table = Table(.words("log"), .figures("entries"), .figures("recorded"), .words(""))
        for line in lines {
            if json, let text = try? JSON.line(line) { print(text) }
            let verdict = line.problem == nil ? line.isSigned ? "sound, every signature" : "sound" : "DAMAGED"
            table.add(line.origin, "\(line.entries)", line.recorded.map { "\($0)" } ?? "", verdict)
        }
        if !json { (table.isEmpty ? ["There is no log yet."] : table.lines).forEach { print($0) } }
    }
}
