import ArgumentParser
import Metering

/// Sends recorded edges through the filter that a live line goes through.
struct Replay: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Send recorded edges through the pulse filter: counts and anomalies.",
        discussion: """
            A line of the recording is “ns,rising|falling[,sequence]”, with ns from any start. After the last edge the line \
            is taken to stay as it is for as long as the filter needs to decide, and not for longer.
            """)

    @Argument(help: "The recording; “/dev/stdin” for what another program writes.")
    var edges: String

    @Option(
        help: ArgumentHelp(
            "What the meter's output is: \(PulseProfile.all.map(\.name).joined(separator: ", ")).", valueName: "name"))
    var profile = PulseProfile.s0.name

    @Option(help: ArgumentHelp("Impulses per kWh on the meter's plate, as in 1000 or 562.5.", valueName: "n"))
    var impulses = "1000"

    @Flag(help: "One JSON object instead of lines for people.")
    var json = false

    /// People see the first ones; programs see all.
    private static let anomaliesShown = 20

    func run() throws {
        guard let profile = PulseProfile.named(profile) else {
            throw Finding.unusable(
                "there is no profile “\(profile)”: take \(PulseProfile.all.map(\.name).joined(separator: ", ")).")
        }
        guard let constant = Rational(parsing: impulses) else {
            throw Finding.unusable(
                "“\(impulses)” are no impulses per kWh: write a number as on the plate, as in 1000 or 562.5.")
        }
        let meter = try MeterDescription(
            name: Name("replay"), constant: constant, direction: .production, obis: "1-0:2.8.0")
        let recording = try EdgeRecording.read(edges)
        let result = ReplayResult(of: recording, through: profile)
        let energy = try meter.energy(of: Pulses(result.pulses))
        if json {
            print(try JSON.line(result.summary(energy: energy)))
        } else {
            show(result, energy: energy)
        }
    }

    private func show(_ result: ReplayResult, energy: Joules) {
        var table = Table(.words("counted"), .figures(""))
        table.add("edges", "\(result.edges)")
        table.add("pulses", "\(result.pulses)")
        table.add("bounced", "\(result.bounced)")
        table.add("stuck", "\(result.stuck)")
        table.add("lost edges", "\(result.lost)")
        table.add("energy, kWh", energy.kilowattHours)
        table.lines.forEach { print($0) }
        if !result.anomalies.isEmpty { print("") }
        for anomaly in result.anomalies.prefix(Self.anomaliesShown) { print(anomaly.sentence) }
        let rest = result.anomalies.count - Self.anomaliesShown
        if rest > 0 { print("… and \(rest) more: --json shows all.") }
    }
}
