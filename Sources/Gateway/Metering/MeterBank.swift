package import Ledger
package import Metering
import Meters
import Statements

/// The meters of this gateway: counts what the lines say and takes readings when intervals end.
package actor MeterBank {
    struct Slot {
        var setup: MeterSetup
        var interval: OpenInterval
        var nextEnd: UnixTime
        /// The end of the newest reading in whole seconds: no two readings of a meter end in the same.
        var newestEnd: Int64

        /// Opens the meter's first interval, now or where its former life ended.
        init(_ setup: MeterSetup, at moment: Moment) {
            self.setup = setup
            var opened = moment.monotonic
            if case .resumed(let time, _) = setup.beginning { opened = min(opened, time) }
            interval = OpenInterval(
                meter: setup.meter.description.name, scale: setup.scale, opened: opened,
                register: setup.meter.register)
            nextEnd = setup.schedule.nextEnd(after: moment.stamp.time)
            newestEnd = moment.stamp.time.seconds
        }

        /// The register as energy.
        var energy: Joules? { try? setup.scale.energy(of: setup.meter.register.pulses) }

        /// The durable copy as it would be made now.
        func copy(at moment: Moment) -> StoredRegister {
            StoredRegister(
                register: setup.meter.register, dialOffset: setup.dialOffset, savedAt: moment.stamp.time,
                scale: setup.scale)
        }
    }

    var slots: [Name: Slot]
    /// What the store has, to write only what changed.
    private var stored: [Name: Register]
    private var storedLines: [Name: PulseFilterState] = [:]
    /// Meters whose line failed, and why.
    package private(set) var failures: [Name: String] = [:]
    /// Whether a change of the meters is being signed: what is read meanwhile would be of neither side of it.
    private(set) var isHeld = false

    /// Opens the first interval of each meter at `moment`, or where its former life ended: what the kernel kept since
    /// then belongs to a time as long as it took.
    package init(_ setups: [MeterSetup], at moment: Moment) {
        slots = Dictionary(
            uniqueKeysWithValues: setups.map { setup in
                (setup.meter.description.name, Slot(setup, at: moment))
            })
        stored = slots.mapValues(\.setup.meter.register)
    }

    /// Takes what happened on a line.
    package func accept(_ event: LineEvent) {
        switch event {
        case .edge(let meter, let edge): slots[meter]?.setup.meter.accept(edge)
        case .drained(let meters, let time):
            for meter in meters { slots[meter]?.setup.meter.drained(until: time) }
        case .failed(let meter, let reason): if slots[meter] != nil { failures[meter] = reason }
        }
    }

    /// Takes no reading, and writes no register, until ``release()``. Counting goes on.
    func hold() { isHeld = true }

    /// Takes readings again.
    func release() { isHeld = false }

    /// Lets silence decide, up to now.
    func advance(to moment: Moment) {
        for name in slots.keys {
            slots[name]?.setup.meter.advance(to: moment.monotonic, utc: moment.stamp.time)
        }
    }

    /// A meter is counted here no more.
    func forget(_ name: Name) {
        stored[name] = nil
        storedLines[name] = nil
        failures[name] = nil
    }

    /// Brings every meter up to date and takes the readings whose interval has ended.
    /// - Parameter isLast: takes a reading of every meter now, in the middle of its interval.
    /// - Returns: the readings as statements to sign, in the order of the meters' names, and what went wrong with
    ///   others.
    package func readings(at moment: Moment, isLast: Bool = false) -> (drafts: [Draft], errors: [MeterError]) {
        guard !isHeld else { return ([], []) }
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
        guard !isHeld else { return [] }
        var changed: [LedgerChange] = []
        for name in slots.keys.sorted() {
            guard let slot = slots[name] else { continue }
            if slot.setup.meter.register != stored[name] {
                stored[name] = slot.setup.meter.register
                changed.append(.register(name, slot.copy(at: moment)))
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

    /// Counts on from what another life of this gateway reached.
    package func restore(_ meters: [Name: RestoredMeter], at moment: Moment) {
        for (name, meter) in meters {
            guard var slot = slots[name] else { continue }
            slot.setup.meter.restore(meter.register)
            slot.setup.scale = meter.scale
            slot.setup.dialOffset = meter.dialOffset ?? slot.setup.dialOffset
            // What was found was not measured in this interval and must not show as power.
            slot.interval = OpenInterval(
                meter: name, scale: meter.scale, opened: moment.monotonic, register: slot.setup.meter.register)
            slots[name] = slot
            stored[name] = nil
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
            MomentaryValue(
                power: slot.setup.meter.power(at: moment.monotonic), energy: slot.energy ?? Joules(0),
                register: slot.setup.meter.register)
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
