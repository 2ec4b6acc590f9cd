/// The interval of one meter that is still running; closing it makes a reading and opens the next.
package struct OpenInterval: Sendable {
    private let meter: MeterDescription
    private var opened: MonotonicTime
    private var register: Register

    /// An interval that begins at `opened` with the register as it stands then.
    ///
    /// Where a register is raised to totals found elsewhere, make a new interval: what was found was not measured in
    /// this one, and would show as power.
    package init(meter: MeterDescription, opened: MonotonicTime, register: Register) {
        self.meter = meter
        self.opened = opened
        self.register = register
    }

    /// Ends the interval and opens the next one at the same instant.
    /// - Parameters:
    ///   - register: the register now, no total smaller than when the interval was opened.
    ///   - dialOffset: what the billing meter shows more than the register; `nil` where that is not known.
    ///   - stamp: now.
    /// - Throws: ``MeterError``; the interval then stays open as it was.
    package mutating func close(
        register now: Register, dialOffset: Joules?, at stamp: ClockStamp
    ) throws(MeterError) -> Reading {
        let length = stamp.uptime.nanoseconds(since: opened)
        guard length > 0 else { throw .emptyInterval(meter: meter.name) }
        guard now.follows(register) else { throw .registerWentBack(meter: meter.name, from: register, to: now) }
        let energy = try meter.energy(of: now.pulses)
        let gain = try Joules(energy.rawValue - meter.energy(of: register.pulses).rawValue)
        guard let power = Int64(exactly: Int128(gain.rawValue) * 1_000_000_000 / Int128(length)) else {
            throw .powerOverflow(meter: meter.name, energy: gain, nanoseconds: length)
        }
        var dial: Joules?
        if let dialOffset {
            let (sum, overflow) = energy.rawValue.addingReportingOverflow(dialOffset.rawValue)
            guard !overflow else { throw .dialOverflow(meter: meter.name, register: energy, offset: dialOffset) }
            dial = Joules(sum)
        }
        let isDated = stamp.quality == .synchronised
        opened = stamp.uptime
        register = now
        return Reading(
            meter: meter.name, end: UnixTime(seconds: stamp.time.seconds), energy: energy, pulses: now.pulses,
            dial: dial, power: Watts(power), intervalSeconds: Int64((length / 500_000_000 + 1) / 2),
            clock: stamp.quality,
            boot: isDated ? nil : stamp.boot,
            uptimeSeconds: isDated ? nil : Int64(stamp.uptime.nanoseconds / 1_000_000_000),
            lost: now.lost, bounced: now.bounced, stuck: now.stuck)
    }
}
