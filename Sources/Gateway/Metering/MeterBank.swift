package import Ledger
package import Metering
import Meters
import Statements

/// The meters of this gateway: counts what the lines say and takes readings when intervals end.
package actor MeterBank {
    private struct Slot {
        var setup: MeterSetup
        var interval: OpenInterval
        var nextEnd: UnixTime
        /// The end of the newest reading in whole seconds: no two readings of a meter end in the same.
        var newestEnd: Int64
    }

    private var slots: [Name: Slot]
    /// What the store has, to write only what changed.
    private var stored: [Name: Register]
    private var storedLines: [Name: PulseFilterState] = [:]
    /// Meters whose line failed, and why.
    package private(set) var failures: [Name: String] = [:]

    /// Opens the first interval of each meter at `moment`, or where its former life ended: what the kernel kept since
    /// then belongs to a time as long as it took.
    package init(_ setups: [MeterSetup], at moment: Moment) {
        slots = Dictionary(
            uniqueKeysWithValues: setups.map { setup in
                var opened = moment.monotonic
                if case .resumed(let time, _) = setup.beginning { opened = min(opened, time) }
                let interval = OpenInterval(
                    meter: setup.meter.description, opened: opened, register: setup.meter.register)
                let slot = Slot(
                    setup: setup, interval: interval, nextEnd: setup.schedule.nextEnd(after: moment.stamp.time),
                    newestEnd: moment.stamp.time.seconds)
                return (setup.meter.description.name, slot)
            })
        stored = slots.mapValues(\.setup.meter.register)
    }

    /// Takes what happened on a line.
    package func accept(_ event: LineEvent) {
        switch event {
        case .edge(let meter, let edge): slots[meter]?.setup.meter.accept(edge)
        case .drained(let meters, let time):
            for meter in meters { slots[meter]?.setup.meter.drained(until: time) }
        case .failed(let meter, let reason): failures[meter] = reason
        }
    }

    /// Brings every meter up to date and takes the readings whose interval has ended.
    /// - Parameter isLast: takes a reading of every meter now, in the middle of its interval.
    /// - Returns: the readings as statements to sign, in the order of the meters' names, and what went wrong with
    ///   others.
    package func readings(at moment: Moment, isLast: Bool = false) -> (drafts: [Draft], errors: [MeterError]) {
        var drafts: [Draft] = []
        var errors: [MeterError] = []
        for name in slots.keys.sorted() {
            guard var slot = slots[name] else { continue }
            slot.setup.meter.advance(to: moment.monotonic, utc: moment.stamp.time)
            defer { slots[name] = slot }
            let isDue = moment.stamp.time >= slot.nextEnd
            guard isDue || (isLast && moment.stamp.time.seconds > slot.newestEnd) else { continue }
            slot.newestEnd = moment.stamp.time.seconds
            slot.nextEnd = slot.setup.schedule.nextEnd(after: moment.stamp.time)
            do throws(MeterError) {
                let reading = try slot.interval.close(
                    register: slot.setup.meter.register, dialOffset: slot.setup.dialOffset, at: moment.stamp)
                guard slot.setup.isLogged else { continue }
                drafts.append(Draft(issuedAt: moment.stamp.time, message: .reading(reading)))
            } catch {
                errors.append(error)
            }
        }
        return (drafts, errors)
    }

    /// The clock was set: intervals end by the new time.
    package func realign(at moment: Moment) {
        for (name, slot) in slots { slots[name]?.nextEnd = slot.setup.schedule.nextEnd(after: moment.stamp.time) }
    }

    /// The registers and lines whose durable copy is out of date, to be stored together: one without the other would
    /// count edges twice, or never.
    /// - Parameters:
    ///   - withReadings: readings were taken at `moment`; a next life's interval begins there, whether edges came or not.
    ///   - isLast: nobody reads the lines any more.
    package func changedRegisters(
        at moment: Moment, withReadings: Bool = false, isLast: Bool = false
    ) -> [LedgerChange] {
        var changed: [LedgerChange] = []
        for name in slots.keys.sorted() {
            guard let slot = slots[name] else { continue }
            let register = slot.setup.meter.register
            if register != stored[name] {
                stored[name] = register
                let copy = StoredRegister(
                    register: register, dialOffset: slot.setup.dialOffset, savedAt: moment.stamp.time)
                changed.append(.register(name, copy))
            }
            guard let line = slot.setup.meter.lineState, line != storedLines[name] || withReadings || isLast,
                let memory = LineMemory(
                    boot: moment.stamp.boot, countedUntil: moment.monotonic, isComplete: isLast, filter: line)
            else { continue }
            storedLines[name] = line
            changed.append(.setting(MeterBeginning.memorySetting(of: name), memory.bytes))
        }
        return changed
    }

    /// Counts on from totals that another life of this gateway reached.
    package func restore(_ totals: [Name: Register], at moment: Moment) {
        for (name, register) in totals {
            guard var slot = slots[name] else { continue }
            slot.setup.meter.restore(register)
            // What was found was not measured in this interval and must not show as power.
            slot.interval = OpenInterval(
                meter: slot.setup.meter.description, opened: moment.monotonic, register: slot.setup.meter.register)
            slots[name] = slot
        }
    }

    /// How long until the next interval ends, by the time of `moment`.
    package func untilNextEnd(at moment: Moment) -> Duration {
        let next = slots.values.map(\.nextEnd).min()
        return next.map { .nanoseconds($0.nanoseconds - moment.stamp.time.nanoseconds) } ?? .seconds(3600)
    }

    /// How many meters there are.
    package var meterCount: Int { slots.count }

    /// The momentary power and the register of each meter, for people.
    package func momentary(at moment: Moment) -> [Name: MomentaryValue] {
        slots.mapValues { slot in
            let meter = slot.setup.meter
            return MomentaryValue(
                power: meter.power(at: moment.monotonic),
                energy: (try? meter.description.energy(of: meter.register.pulses)) ?? Joules(0),
                register: meter.register)
        }
    }
}

/// What a meter shows right now; it is never signed.
package struct MomentaryValue: Hashable, Sendable {
    /// The mean power since the last pulses, decaying in silence.
    package var power: Watts
    /// The register as energy.
    package var energy: Joules
    /// The running totals.
    package var register: Register
}
