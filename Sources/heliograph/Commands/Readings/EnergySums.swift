import Metering
import Statements

/// The energy of one log's meters by period, from their running totals: nothing is added up but whole differences.
struct EnergySums {
    /// One meter in one period.
    struct Sum {
        let meter: Name
        let period: String
        var energy: Joules
        /// The running total at the period's last reading.
        var register: Joules
        /// What the billing meter showed at that reading, where that is known.
        var dial: Joules?
        var readings = 0
        /// What is known to be missing or doubtful in the period.
        var lost: Int64 = 0
        var stuck: Int64 = 0

        /// For people; empty when all was well.
        var remark: String {
            [lost > 0 ? "\(lost) edges lost" : nil, stuck > 0 ? "\(stuck) times stuck" : nil]
                .compactMap(\.self).joined(separator: ", ")
        }

        func line(meter: String) -> Line {
            Line(
                meter: meter, period: period, energyJ: energy.rawValue, registerJ: register.rawValue,
                dialJ: dial?.rawValue, readings: readings, lost: lost, stuck: stuck)
        }
    }

    /// The JSON of `heliograph readings --json`.
    struct Line: Encodable {
        let meter: String
        let period: String
        let energyJ: Int64
        let registerJ: Int64
        let dialJ: Int64?
        let readings: Int
        let lost: Int64
        let stuck: Int64
    }

    /// By meter, and within a meter in the order of the log.
    var periods: [Sum] { meters.flatMap { sums[$0] ?? [] } }

    private let period: ReadingPeriod
    private let isCut: Bool
    private var meters: [Name] = []
    private var sums: [Name: [Sum]] = [:]
    private var last: [Name: (energy: Joules, lost: Int64, stuck: Int64)] = [:]

    /// - Parameter isCut: whether the beginning of the log is gone: then a meter's first reading is where counting begins.
    init(by period: ReadingPeriod, isCut: Bool = false) {
        self.period = period
        self.isCut = isCut
    }

    mutating func add(_ message: Message) {
        switch message {
        case .reading(let reading): add(reading)
        case .event(let event):
            // A register that a meter brought along was not counted in the period in which it came. A plate that
            // changed leaves the register as it was, and counting went on.
            if case .meter(let change) = event.kind, case .added = change.kind {
                last[change.description.name, default: (Joules(0), 0, 0)].energy = change.energy
            }
        case .genesis: break
        }
    }

    private mutating func add(_ reading: Reading) {
        let name = period.name(of: reading.end)
        if sums[reading.meter] == nil { meters.append(reading.meter) }
        var list = sums.removeValue(forKey: reading.meter) ?? []
        if list.last?.period != name {
            list.append(Sum(meter: reading.meter, period: name, energy: Joules(0), register: reading.energy))
        }
        let before = last[reading.meter] ?? (isCut ? (reading.energy, reading.lost, reading.stuck) : (Joules(0), 0, 0))
        list[list.count - 1].energy.rawValue += reading.energy.rawValue - before.energy.rawValue
        list[list.count - 1].register = reading.energy
        list[list.count - 1].dial = reading.dial
        list[list.count - 1].readings += 1
        list[list.count - 1].lost += reading.lost - before.lost
        list[list.count - 1].stuck += reading.stuck - before.stuck
        last[reading.meter] = (reading.energy, reading.lost, reading.stuck)
        sums[reading.meter] = list
    }
}
