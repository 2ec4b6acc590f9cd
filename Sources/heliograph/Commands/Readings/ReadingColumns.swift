import Metering

/// What is written of a sum for programs, as a line of JSON or of CSV; the names are the same in both.
struct ReadingColumns {
    private let period: ReadingPeriod

    init(by period: ReadingPeriod) { self.period = period }

    /// The JSON of `heliograph readings --json`. What comes after `stuck` is there of single readings alone.
    struct Line: Encodable {
        let meter: String
        let period: String
        let energyJ: Int64
        let registerJ: Int64
        let dialJ: Int64?
        let readings: Int
        let lost: Int64
        let stuck: Int64
        var pulses: Int64?
        var powerW: Int64?
        var intervalS: Int64?
        var clock: String?
        var bouncedTotal: Int64?
    }

    func line(_ sum: EnergySums.Sum, meter: String) -> Line {
        var line = Line(
            meter: meter, period: sum.period, energyJ: sum.energy.rawValue, registerJ: sum.last.energy.rawValue,
            dialJ: sum.last.dial?.rawValue, readings: sum.readings, lost: sum.lost, stuck: sum.stuck)
        guard period == .reading else { return line }
        line.pulses = sum.last.pulses.rawValue
        line.powerW = sum.last.power.rawValue
        line.intervalS = sum.last.intervalSeconds
        line.clock = sum.last.clock.rawValue
        line.bouncedTotal = sum.last.bounced
        return line
    }

    /// What each column means, each a line that begins with `#`, and the line of their names.
    var heading: [String] {
        columns.map { "# \($0.name): \($0.meaning)" } + [columns.map(\.name).joined(separator: ",")]
    }

    /// Nothing in it needs quotes: names and times have no comma.
    func text(_ line: Line) -> String {
        func cell(_ value: Int64?) -> String { value.map { "\($0)" } ?? "" }
        let common = [
            line.meter, line.period, "\(line.energyJ)", "\(line.registerJ)", cell(line.dialJ), "\(line.readings)",
            "\(line.lost)", "\(line.stuck)",
        ]
        let single = [
            cell(line.pulses), cell(line.powerW), cell(line.intervalS), line.clock ?? "", cell(line.bouncedTotal),
        ]
        return (period == .reading ? common + single : common).joined(separator: ",")
    }

    private var columns: [(name: String, meaning: String)] {
        let common = [
            ("meter", "community/gateway/meter"),
            (
                "period",
                period == .reading ? "the end of the reading's interval, UTC" : "the \(period.rawValue) of UTC"
            ),
            ("energy_j", "energy counted in the period, in joules; 3 600 000 are a kWh"),
            ("register_j", "the meter's running total at the period's last reading, in joules"),
            ("dial_j", "what the billing meter showed then, in joules; empty where that is not known"),
            ("readings", "how many readings the period has"),
            ("lost", "edges that are known to be missing in the period"),
            ("stuck", "times that the line stayed on for too long in the period"),
        ]
        let single = [
            ("pulses", "the running total in pulses, which energy is computed from"),
            ("power_w", "mean power of the interval in watts, rounded down"),
            ("interval_s", "the interval's length on the monotonic clock, in seconds"),
            ("clock", "S synchronised, I longer ago or by a hardware clock, R since boot only, U unknown"),
            ("bounced_total", "running total of excursions that were too short to count"),
        ]
        return period == .reading ? common + single : common
    }
}
