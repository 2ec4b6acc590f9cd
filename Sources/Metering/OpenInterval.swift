/// The interval of one meter that is still running; closing it makes a reading and opens the next.
package struct OpenInterval: Sendable {
    private let meter: Name
    private var scale: EnergyScale
    private var opened: MonotonicTime
    private var register: Register
    /// What the register's pulses were worth when the interval was opened.
    private var openedScale: EnergyScale

    /// An interval that begins at `opened` with the register as it stands then.
    ///
    /// Where a register is raised to totals found elsewhere, make a new interval: what was found was not measured in
    /// this one, and would show as power.
    package init(meter: Name, scale: EnergyScale, opened: MonotonicTime, register: Register) {
        self.meter = meter
        self.scale = scale
        self.opened = opened
        self.register = register
        openedScale = scale
    }

    /// From here on pulses are worth something else; the interval goes on, and both parts are in its mean power.
    package mutating func change(to scale: EnergyScale) { self.scale = scale }

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
        guard length > 0 else { throw .emptyInterval(meter: meter) }
        guard now.follows(register) else { throw .registerWentBack(meter: meter, from: register, to: now) }
        let energy = try scale.energy(of: now.pulses)
        let gain = try Joules(energy.rawValue - openedScale.energy(of: register.pulses).rawValue)
        guard let power = Int64(exactly: Int128(gain.rawValue) * 1_000_000_000 / Int128(length)) else {
            throw .powerOverflow(meter: meter, energy: gain, nanoseconds: length)
        }
        var dial: Joules?
        if let dialOffset {
            let (sum, overflow) = energy.rawValue.addingReportingOverflow(dialOffset.rawValue)
            guard !overflow else { throw .dialOverflow(meter: meter, register: energy, offset: dialOffset) }
            dial = Joules(sum)
        }
        let isDated = stamp.quality == .synchronised
        opened = stamp.uptime
        register = now
        openedScale = scale
        return Reading(
            meter: meter, end: UnixTime(seconds: stamp.time.seconds), energy: energy, pulses: now.pulses,
            dial: dial, power: Watts(power), intervalSeconds: Int64((length / 500_000_000 + 1) / 2),
            clock: stamp.quality,
            boot: isDated ? nil : stamp.boot,
            uptimeSeconds: isDated ? nil : Int64(stamp.uptime.nanoseconds / 1_000_000_000),
            lost: now.lost, bounced: now.bounced, stuck: now.stuck)
    }
}
