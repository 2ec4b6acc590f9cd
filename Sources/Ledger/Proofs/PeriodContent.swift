package import Metering
import Statements

/// What the entries of a proof of a period say, taken in order.
package struct PeriodContent: Hashable, Sendable {
    /// One meter's readings.
    package struct Meter: Hashable, Sendable {
        /// Which.
        package let name: Name
        /// The first one.
        package let first: Reading
        /// The last one.
        package fileprivate(set) var last: Reading
        /// How many there are, `1...`.
        package fileprivate(set) var count: UInt64 = 1
        /// What was counted from the end of the first to the end of the last. A register that the meter brought along when it was
        /// added in between is not in it.
        package fileprivate(set) var energy = Joules(0)
        /// How often what counts was added, removed, exchanged or given another constant.
        package fileprivate(set) var changeCount = 0
    }

    /// No more meters are followed, so that no log makes its reader hold ever more; a genesis names 64 at most.
    package static let meterLimit = 1024

    /// By which a register may go on.
    private struct Register: Hashable {
        var energy: Joules
        var pulses: Pulses
    }

    /// Entries that were taken.
    package private(set) var count: UInt64 = 0
    /// Those that are events.
    package private(set) var eventCount: UInt64 = 0
    /// Those of content types that this version does not know.
    package private(set) var unknownCount: UInt64 = 0
    /// In the order of their first readings.
    package private(set) var meters: [Meter] = []
    private var places: [Name: Int] = [:]
    private var reached: [Name: Register] = [:]

    mutating func add(_ leaf: PeriodLeaf.Examined) throws(LedgerError) {
        count += 1
        switch leaf.message {
        case .reading(let reading): try add(reading, at: leaf.index)
        case .event(let event):
            eventCount += 1
            if case .meter(let change) = event.kind { try add(change, at: leaf.index) }
        case .genesis, .rule: break
        case nil: unknownCount += 1
        }
    }

    private mutating func add(_ reading: Reading, at index: UInt64) throws(LedgerError) {
        let register = Register(energy: reading.energy, pulses: reading.pulses)
        let gain = try advance(reading.meter, to: register, at: index)
        guard let place = places[reading.meter] else {
            places[reading.meter] = meters.count
            meters.append(Meter(name: reading.meter, first: reading, last: reading))
            return
        }
        let (energy, overflow) = meters[place].energy.rawValue.addingReportingOverflow(gain)
        guard !overflow else { throw .period(.register(reading.meter, index: index)) }
        meters[place].energy = Joules(energy)
        meters[place].last = reading
        meters[place].count += 1
    }

    /// A meter that is added brings its own register; what else changes leaves it as it is.
    private mutating func add(_ change: MeterChange, at index: UInt64) throws(LedgerError) {
        let meter = change.description.name
        let register = Register(energy: change.energy, pulses: change.pulses)
        if let place = places[meter] { meters[place].changeCount += 1 }
        if case .added = change.kind {
            try reach(register, of: meter, at: index)
        } else if let old = reached[meter] {
            // What was counted since the last reading is counted with the next one.
            guard register.energy >= old.energy, register.pulses >= old.pulses else {
                throw .period(.register(meter, index: index))
            }
        }
    }

    /// - Returns: the energy since the last reading.
    private mutating func advance(
        _ meter: Name, to register: Register, at index: UInt64
    ) throws(LedgerError) -> Int64 {
        let old = reached[meter] ?? register
        try reach(register, of: meter, at: index)
        guard register.energy >= old.energy, register.pulses >= old.pulses else {
            throw .period(.register(meter, index: index))
        }
        return register.energy.rawValue - old.energy.rawValue
    }

    private mutating func reach(_ register: Register, of meter: Name, at index: UInt64) throws(LedgerError) {
        reached[meter] = register
        guard reached.count <= Self.meterLimit else { throw .period(.tooManyMeters(index: index)) }
    }
}
