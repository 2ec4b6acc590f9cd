package import Metering

/// A meter with a pulse output on a GPIO line.
package struct PulseMeter: Meter {
    /// How long an edge may take from the kernel's time stamp to ``accept(_:)``.
    ///
    /// Silence decides only after this, so that an edge on its way is never overtaken. It delays nothing in ordinary
    /// pulses, which their next edge decides.
    package static let deliveryAllowance: Duration = .seconds(1)

    /// What the line counts, and what a pulse is worth.
    package let description: MeterDescription
    private var filter: PulseFilter
    private var totals: CountedRegister
    private var estimate: PowerEstimate

    /// - Parameters:
    ///   - register: the totals to count on from.
    ///   - opened: when the line was requested from the kernel; `nil` for a recording that begins anywhere.
    package init(
        description: MeterDescription, profile: PulseProfile, register: Register, opened: MonotonicTime? = nil
    ) {
        self.description = description
        filter = PulseFilter(profile: profile, opened: opened)
        totals = CountedRegister(base: register)
        estimate = PowerEstimate(meter: description)
    }

    /// What was restored, and every decision of the filter on top.
    package var register: Register { totals.total }

    /// Takes an edge of the line, in the order of the line.
    package mutating func accept(_ edge: Edge) { record(filter.accept(edge)) }

    /// Lets silence decide, ``deliveryAllowance`` behind `time`; the wall clock plays no part.
    package mutating func advance(to time: MonotonicTime, utc: UnixTime) {
        record(filter.advance(to: time + (.zero - Self.deliveryAllowance)))
    }

    /// From the distance of the last two pulses, sinking in silence; 0 until there were two.
    package func power(at time: MonotonicTime) -> Watts { estimate.watts(at: time) ?? Watts(0) }

    /// Raises the totals from before this start; what was counted since stays on top.
    package mutating func restore(_ register: Register) { totals.restore(register) }

    /// When silence will have decided something, ``deliveryAllowance`` included.
    package var deadline: MonotonicTime? { filter.deadline.map { $0 + Self.deliveryAllowance } }

    /// The line was requested from the kernel anew, at `time`: its level is unknown until its next edge.
    package mutating func reopen(at time: MonotonicTime) {
        filter.reopen(at: time)
        estimate.interrupt()
    }

    private mutating func record(_ events: [PulseEvent]) {
        for event in events {
            totals.counted.count(event)
            switch event {
            case .pulse(let time): estimate.pulse(at: time)
            case .lost: estimate.interrupt()
            case .bounced, .stuck: break
            }
        }
    }
}
