import ArgumentParser
import Ledger
import Statements

/// How far each log has come.
struct LedgerHeads: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "heads",
        abstract:
            "Show each log's size, how much of it is recorded, which policy it follows, and whether it contradicted itself."
    )

    @Option(help: ArgumentHelp("The gateway's folder.", valueName: "folder"))
    var state: String

    @Flag(help: "One JSON object a line instead of a table.")
    var json = false

    private struct Line: Encodable {
        let origin: String
        let entries: UInt64
        /// Entries below are not kept here, except for the genesis.
        let keptFrom: UInt64
        let checkpoint: UInt64?
        let recorded: UInt64?
        let root: String?
        /// The newest version of the community's policy that it has adopted.
        let policyVersion: UInt64?
        let hasEvidence: Bool
        /// What the evidence shows, in words.
        let contradiction: String?
    }

    func run() async throws {
        var table = Table(
            .words("log"), .figures("entries"), .figures("kept from"), .figures("checkpoint"), .figures("recorded"),
            .words("root"), .figures("policy"), .words("")
        )
        var convicted: [Line] = []
        for log in try await StoredGateway(at: state).logs() {
            let held = log.checkpoint(.held)
            let line = Line(
                origin: log.origin.description, entries: log.frontier.size, keptFrom: log.firstIndex,
                checkpoint: held?.size,
                recorded: log.checkpoint(.recorded)?.size,
                root: held.map { String(decoding: Base64.encode($0.root.bytes), as: UTF8.self) },
                policyVersion: log.adoptedVersion, hasEvidence: log.evidence != nil,
                contradiction: log.evidence.map { bytes in
                    (try? Evidence(decoding: bytes)).map(EvidenceWords.accusation) ?? "contradicted itself"
                })
            if line.hasEvidence { convicted.append(line) }
            if json {
                print(try JSON.line(line))
            } else {
                table.add(
                    line.origin, "\(line.entries)", "\(line.keptFrom)", line.checkpoint.map { "\($0)" } ?? "",
                    line.recorded.map { "\($0)" } ?? "",
                    line.root ?? "", line.policyVersion.map { "\($0)" } ?? "",
                    line.hasEvidence ? "CONTRADICTED ITSELF" : "")
            }
        }
        if !json { show(table, convicted) }
    }

    private func show(_ table: Table, _ convicted: [Line]) {
        for line in table.isEmpty ? ["There is no log yet."] : table.lines {
            print(convicted.contains { line.hasPrefix("\($0.origin) ") } ? Emphasis.alarm(line) : line)
        }
        for line in convicted {
            print()
            print(Emphasis.alarm("\(line.origin) \(line.contradiction ?? "contradicted itself")."))
            print(
                "No entry of it is taken any more; what is recorded stands. “heliograph ledger evidence --origin \(line.origin)” hands on what shows it."
            )
        }
    }
}

extension LogState {
    /// The newest version of its community's policy that the log says it has adopted.
    fileprivate var adoptedVersion: UInt64? {
        ruleChanges.compactMap { change in
            if case .adoption(let adoption)? = RuleChange(entry: change.entry) { adoption.number } else { nil }
        }.max()
    }

    /// The checkpoint of a stored note; what is stored was verified before.
    func checkpoint(_ kind: NoteKind) -> Checkpoint? {
        notes[kind].flatMap { try? Checkpoint(parsing: SignedNote(parsing: $0).text) }
    }
}
