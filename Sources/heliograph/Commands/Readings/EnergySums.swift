import Metering
import Statements

/// The energy of one log's meters by period, from their running totals: nothing is added up but whole differences.
struct EnergySums {
    /// One meter in one period.
    struct Sum {
        let meter: Name
        let period: String
        var energy = Joules(0)
        /// The period's last reading, with the running totals and what the billing meter showed then.
        var last: Reading
        var readings = 0
        /// What is known to be missing or doubtful in the period.
        var lost: Int64 = 0
        var stuck: Int64 = 0

        /// For people; empty when all was well.
        var remark: String {
            [lost > 0 ? "\(lost) edges lost" : nil, stuck > 0 ? "\(stuck) times stuck" : nil]
                .compactMap(\.self).joined(separator: ", ")
        }
    }

    /// By meter, and within a meter in the order of the log, without those that were taken.
    var periods: [Sum] { meters.flatMap { sums[$0] ?? [] } }

    private let period: ReadingPeriod
    private let span: ReadingSpan
    private var isCut: Bool
    private var goesOn = false
    private var meters: [Name] = []
    private var sums: [Name: [Sum]] = [:]
    private var last: [Name: (energy: Joules, lost: Int64, stuck: Int64)] = [:]

    /// - Parameters:
    ///   - span: readings outside are what those inside are counted from, and nothing else.
    ///   - isCut: whether the beginning of the log is gone: then a meter's first reading is where counting begins.
    init(by period: ReadingPeriod, in span: ReadingSpan = ReadingSpan(), isCut: Bool = false) {
        self.period = period
        self.span = span
        self.isCut = isCut
    }

    /// Counts from the registers with which another log ended, which this one took over.
    mutating func goOn(from before: Self) {
        last = before.last
        goesOn = true
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
        case .genesis(let genesis):
            // Registers that came from a log which is not here were not counted in the first period.
            if genesis.predecessor != nil, !goesOn { isCut = true }
        case .rule: break
        }
    }

    /// Hands over what no later reading changes: where each reading is a period of its own, all there is. So the readings of
    /// ten years need not be held at once.
    mutating func takeFinished() -> [Sum] {
        guard period == .reading else { return [] }
        defer {
            sums.removeAll(keepingCapacity: true)
            meters.removeAll(keepingCapacity: true)
        }
        return periods
    }

    private mutating func add(_ reading: Reading) {
        let before = last[reading.meter] ?? (isCut ? (reading.energy, reading.lost, reading.stuck) : (Joules(0), 0, 0))
        last[reading.meter] = (reading.energy, reading.lost, reading.stuck)
        guard span.contains(reading.end) else { return }
        let name = period.name(of: reading.end)
        if sums[reading.meter] == nil { meters.append(reading.meter) }
        var list = sums.removeValue(forKey: reading.meter) ?? []
        if list.last?.period != name || period == .reading {
            list.append(Sum(meter: reading.meter, period: name, last: reading))
        }
        list[list.count - 1].energy.rawValue += reading.energy.rawValue - before.energy.rawValue
        list[list.count - 1].last = reading
        list[list.count - 1].readings += 1
        list[list.count - 1].lost += reading.lost - before.lost
        list[list.count - 1].stuck += reading.stuck - before.stuck
        sums[reading.meter] = list
    }
}
