import ArgumentParser
import Ledger
import Metering
import Statements

/// Sums up what meters counted.
struct Readings: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show kWh by reading, hour, day or month, own and mirrored.",
        discussion: """
            Reads what the gateway holds, also while the service runs. Hours, days and months are those of UTC; a reading \
            belongs to the period in which its interval ended, and one that ended exactly with a period to that one. \
            --from 2026-03-01 --to 2026-04-01 is March, in this sense. With --by reading each reading stands alone, in the \
            order of the log, with its pulses, mean power and clock; for programs, --csv begins with what each column means, \
            and --json has the same names. A log that goes on from another one is counted from that one's registers; of a log \
            that the policy ended, nothing behind its end is counted.
            """)

    @Option(help: ArgumentHelp("The gateway's folder.", valueName: "folder"))
    var state: String

    @Option(help: ArgumentHelp("One gateway's meters only.", valueName: "community/name"))
    var origin: String?

    @Option(help: ArgumentHelp("The period: reading, hour, day or month.", valueName: "period"))
    var by = ReadingPeriod.day

    @Option(help: ArgumentHelp("Only what was counted after: 2026-03-01 or 2026-03-01T12:00:00Z.", valueName: "time"))
    var from: TimeArgument?

    @Option(help: ArgumentHelp("Only what was counted until then.", valueName: "time"))
    var to: TimeArgument?

    @Flag(help: "One JSON object a line instead of a table.")
    var json = false

    @Flag(help: "Comma-separated values instead of a table, below lines with # that say what the columns mean.")
    var csv = false

    func validate() throws {
        if json, csv { throw ValidationError("--json and --csv are two forms of the same: leave out one of them.") }
        if let from, let to, from.time >= to.time { throw ValidationError("--from has to be before --to.") }
    }

    func run() async throws {
        let gateway = try StoredGateway(at: state)
        let policy = gateway.hasPolicy ? try gateway.policy(nil) : nil
        let logs = try await origin == nil ? gateway.logs() : [gateway.log(origin)]
        let columns = ReadingColumns(by: by)
        if csv { columns.heading.forEach { print($0) } }
        var table = Table(
            .words("meter"), .words(by.heading), .figures("kWh"), .figures("register kWh"), .figures("dial kWh"),
            .words(""))
        var remarks: [String] = []
        for log in logs {
            let past = try await LogPast(of: log, in: gateway)
            var sums = EnergySums(by: by, in: ReadingSpan(from: from?.time, to: to?.time), isCut: log.firstIndex > 0)
            if let registers = past.registers { sums.goOn(from: registers) }
            let end = min(policy?.ends[log.origin]?.size ?? .max, log.frontier.size)
            try await gateway.forEachEntry(of: log.origin, below: end) { _, bytes in
                sums.add(try Message.decode(Entry(parsing: bytes)))
                for sum in sums.takeFinished() { try show(sum, of: log, columns, &table) }
            }
            for sum in sums.periods { try show(sum, of: log, columns, &table) }
            if let predecessor = past.predecessor {
                remarks.append("\(log.origin) \(PredecessorWords.describe(predecessor, under: policy)).")
            }
            if end < log.frontier.size {
                remarks.append(
                    "\(log.origin) was ended by the community with its first \(end) entries: \(log.frontier.size - end) more are not counted."
                )
            }
        }
        guard !json, !csv else { return }
        (table.isEmpty ? ["There is no reading \(from == nil && to == nil ? "yet" : "of that time")."] : table.lines)
            .forEach { print($0) }
        remarks.forEach { print($0) }
    }

    private func show(
        _ sum: EnergySums.Sum, of log: LogState, _ columns: ReadingColumns, _ table: inout Table
    ) throws {
        let line = columns.line(sum, meter: "\(log.origin)/\(sum.meter)")
        if json {
            print(try JSON.line(line))
        } else if csv {
            print(columns.text(line))
        } else {
            table.add(
                line.meter, sum.period, sum.energy.kilowattHours, sum.last.energy.kilowattHours,
                sum.last.dial?.kilowattHours ?? "", sum.remark)
        }
    }
}
