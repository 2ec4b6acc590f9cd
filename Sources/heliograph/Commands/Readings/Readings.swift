import ArgumentParser
import Ledger
import Metering
import Statements

/// Sums up what meters counted.
struct Readings: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show kWh by hour, day or month, own and mirrored.",
        discussion: """
            Reads what the gateway holds, also while the service runs. Hours, days and months are those of UTC; a reading \
            belongs to the period in which its interval ended, and one that ended exactly with a period to that one.
            """)

    @Option(help: ArgumentHelp("The gateway's folder.", valueName: "folder"))
    var state: String

    @Option(help: ArgumentHelp("One gateway's meters only.", valueName: "community/name"))
    var origin: String?

    @Option(help: ArgumentHelp("The period: hour, day or month.", valueName: "period"))
    var by = ReadingPeriod.day

    @Flag(help: "One JSON object a line instead of a table.")
    var json = false

    func run() async throws {
        let gateway = try StoredGateway(at: state)
        let logs = try await origin == nil ? gateway.logs() : [gateway.log(origin)]
        var table = Table(
            .words("meter"), .words(by.heading), .figures("kWh"), .figures("register kWh"), .figures("dial kWh"),
            .words(""))
        for log in logs {
            var sums = EnergySums(by: by, isCut: log.firstIndex > 0)
            try await gateway.forEachEntry(of: log.origin, below: log.frontier.size) { _, bytes in
                sums.add(try Message.decode(Entry(parsing: bytes)))
            }
            for sum in sums.periods {
                let meter = "\(log.origin)/\(sum.meter)"
                if json {
                    print(try JSON.line(sum.line(meter: meter)))
                } else {
                    table.add(
                        meter, sum.period, sum.energy.kilowattHours, sum.register.kilowattHours,
                        sum.dial?.kilowattHours ?? "",
                        sum.remark)
                }
            }
        }
        if !json { (table.isEmpty ? ["There is no reading yet."] : table.lines).forEach { print($0) } }
    }
}
