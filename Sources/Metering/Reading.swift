/// A meter's registers and their quality at the end of one interval: what a statement carries.
package struct Reading: Hashable, Sendable {
    /// The meter that was read.
    package var meter: Name
    /// The end of the interval, in whole seconds.
    package var end: UnixTime
    /// The register as energy, a running total.
    package var energy: Joules
    /// The register in pulses, a running total: the truth that ``energy`` is computed from.
    package var pulses: Pulses
    /// What the billing meter shows, ``energy`` plus a signed offset; `nil` where no dial reading was ever given.
    package var dial: Joules?
    /// The mean power of the interval, rounded down.
    package var power: Watts
    /// The interval's length on the monotonic clock, rounded half up; first and broken intervals are shorter.
    package var intervalSeconds: Int64
    /// How far ``end`` may be trusted.
    package var clock: ClockQuality
    /// The boot that ``uptimeSeconds`` counts from; `nil` while the clock is synchronised.
    package var boot: BootIdentity?
    /// The end of the interval in s since ``boot``, rounded down, so that a later anchor can date the reading.
    package var uptimeSeconds: Int64?
    /// Running total: edges known to be missing.
    package var lost: Int64
    /// Running total: excursions too short to count.
    package var bounced: Int64
    /// Running total: times that the line stayed on for too long.
    package var stuck: Int64

    package init(
        meter: Name, end: UnixTime, energy: Joules, pulses: Pulses, dial: Joules?, power: Watts, intervalSeconds: Int64,
        clock: ClockQuality, boot: BootIdentity?, uptimeSeconds: Int64?, lost: Int64, bounced: Int64, stuck: Int64
    ) {
        self.meter = meter
        self.end = end
        self.energy = energy
        self.pulses = pulses
        self.dial = dial
        self.power = power
        self.intervalSeconds = intervalSeconds
        self.clock = clock
        self.boot = boot
        self.uptimeSeconds = uptimeSeconds
        self.lost = lost
        self.bounced = bounced
        self.stuck = stuck
    }
}
