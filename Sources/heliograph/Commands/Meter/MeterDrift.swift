import ArgumentParser
import Ledger
import Metering
import Statements
import Storage
import System

/// Compares what the dial showed over time with what the register counted.
struct MeterDrift: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drift", abstract: "Compare the billing meter's dial with the register over time.",
        discussion: """
            Every adjustment is a look at the dial. Between two of them dial and register should move by the same \
            energy: what the dial moved further, pulses that were lost explain; what the register moved further, \
            bounce or a wrong constant. With --dial the dial as it is now is one more look, and nothing is changed.
            """)

    @Argument(help: "The meter's name.")
    var meter: String

    @Option(help: ArgumentHelp("What the billing meter shows now, as in 12345.6kWh.", valueName: "kWh"))
    var dial: DialArgument?

    @OptionGroup
    var gateway: ConfigurationOption

    @Flag(help: "One JSON object a line instead of a table.")
    var json = false

    func run() async throws {
        guard let name = try? Name(meter) else { throw Finding.unusable("“\(meter)” is no meter's name") }
        let stored = try StoredGateway(of: gateway.read())
        let log = try await stored.log(nil)
        var history = DialHistory(of: name, isCut: log.firstIndex > 0)
        var isKnown = false
        try await stored.forEachEntry(of: log.origin, below: log.frontier.size) { _, bytes in
            let entry = try Entry(parsing: bytes)
            guard let message = try? Message.decode(entry) else { return }
            if message.subject == name { isKnown = true }
            history.add(message, signedAt: try StatementHeader(of: entry).issuedAt)
        }
        guard isKnown else { throw Finding.unusable("the log of \(log.origin) knows no meter “\(name)”.") }
        if let dial {
            guard let register = try await stored.database.registers()[name], let scale = register.scale else {
                throw Finding.unusable("the register of \(name) is not on the disk yet: wait for its first reading.")
            }
            let energy = try scale.energy(of: register.register.pulses)
            history.look(at: try SystemClock().utc(), dial: dial.energy, register: energy)
        }
        try show(history)
    }

    /// The JSON of `heliograph meter drift --json`.
    private struct Line: Encodable {
        let time: Int64
        let dialJ: Int64
        let registerJ: Int64
        /// Since the line before; absent in the first.
        let dialGainJ: Int64?
        let registerGainJ: Int64?
        let differenceJ: Int64?
        let lost: Int64?
        let bounced: Int64?
    }

    private func show(_ history: DialHistory) throws {
        let periods = [nil] + history.periods.map(Optional.some)
        var table = Table(
            .words("date"), .figures("dial kWh"), .figures("register kWh"), .figures("dial +kWh"),
            .figures("register +kWh"), .figures("difference"), .figures("%"), .figures("lost"), .figures("bounced"))
        for (look, period) in zip(history.looks, periods) {
            if json {
                print(
                    try JSON.line(
                        Line(
                            time: look.time.seconds, dialJ: look.dial.rawValue, registerJ: look.register.rawValue,
                            dialGainJ: period?.dial.rawValue, registerGainJ: period?.register.rawValue,
                            differenceJ: period?.difference.rawValue, lost: period?.lost, bounced: period?.bounced)))
                continue
            }
            table.add(
                CalendarDate(look.time).dayText, look.dial.kilowattHours, look.register.kilowattHours,
                period?.dial.kilowattHours ?? "", period?.register.kilowattHours ?? "",
                period?.difference.kilowattHours ?? "", period?.hundredths.map { "\(Hundredths(count: $0))" } ?? "",
                period.map { "\($0.lost)" } ?? "", period.map { "\($0.bounced)" } ?? "")
        }
        guard !json else { return }
        if !table.isEmpty { (table.lines + [""]).forEach { print($0) } }
        history.meaning.forEach { print($0) }
    }
}
