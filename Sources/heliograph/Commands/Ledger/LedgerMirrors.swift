import ArgumentParser
import Ledger
import Metering
import Signing
import Statements

/// Who holds a log.
struct LedgerMirrors: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mirrors",
        abstract: "Show which mirrors hold the newest recorded checkpoint of a log.",
        discussion: "Exit status: 0 when it is held by a quorum, 1 when it is not.")

    @OptionGroup
    var options: LedgerOptions

    @Flag(help: "One JSON object a line instead of a table.")
    var json = false

    private struct Line: Encodable {
        let mirror: String
        let size: UInt64?
        let cosignedAt: UInt64?
    }

    func run() async throws {
        let gateway = try StoredGateway(at: options.state)
        let known = try gateway.known(options.policy)
        let log = try await gateway.log(options.origin)
        guard let bytes = log.notes[.recorded] ?? log.notes[.held] else {
            throw Finding.negative("nothing of \(log.origin) is recorded yet.")
        }
        let rules = try await gateway.rules(of: log, known)
        let unverified = try SignedNote(parsing: bytes)
        let size = try Checkpoint(parsing: unverified.text).size
        let note = try rules.rule(at: size).check(unverified, OpenSSLCryptography())
        let policy = rules.policy(at: size)
        var table = Table(.words("mirror"), .figures("holds"), .words("since"))
        for mirror in policy.mirrors.compactMap(\.name.mirrorOrigin) {
            let time = note.cosigners.first { $0.origin == mirror }?.time
            let line = Line(mirror: mirror.description, size: time.map { _ in note.checkpoint.size }, cosignedAt: time)
            if json {
                print(try JSON.line(line))
            } else {
                let since = time.map { CalendarDate(UnixTime(clamping: $0)).text }
                table.add(line.mirror, line.size.map { "\($0)" } ?? "", since ?? "")
            }
        }
        if !json {
            table.lines.forEach { print($0) }
            print(
                "\n\(note.cosigners.count) of \(policy.mirrors.count) mirrors hold \(note.checkpoint.size) entries of \(log.origin); \(policy.quorum) make a record."
            )
        }
        if !note.isRecorded { throw Finding.negative }
    }
}
