package import Metering

/// A meter with a pulse output on a GPIO line.
package struct PulseMeter: Meter {
    /// How long an edge may take from the kernel's time stamp to ``accept(_:)``, where nobody says how far the line is
    /// drained.
    package static let deliveryAllowance: Duration = .seconds(1)

    /// What the line counts, and what a pulse is worth.
    package private(set) var description: MeterDescription
    private var filter: PulseFilter
    private var totals: CountedRegister
    private var estimate: PowerEstimate
    /// Whether somebody says how far the line is drained, as whoever requested it from the kernel does: then silence
    /// decides by that and by nothing else.
    private var isToldOfDraining: Bool

    /// - Parameters:
    ///   - register: the totals to count on from.
    ///   - opened: when the line was requested from the kernel; `nil` for a recording that begins anywhere.
    package init(
        description: MeterDescription, profile: PulseProfile, register: Register, opened: MonotonicTime? = nil
    ) {
        self.init(
            description: description, profile: profile, register: register, resuming: PulseFilterState(opened: opened))
    }

    /// - Parameters:
    ///   - register: the totals to count on from, those that were stored with `state`.
    ///   - state: where a former life's filter of the same request stood.
    package init(
        description: MeterDescription, profile: PulseProfile, register: Register, resuming state: PulseFilterState
    ) {
        self.description = description
        filter = PulseFilter(profile: profile, resuming: state)
        isToldOfDraining = state.isRequested
        totals = CountedRegister(base: register)
        estimate = PowerEstimate(meter: description)
    }

    /// What was restored, and every decision of the filter on top.
    package var register: Register { totals.total }

    /// Takes an edge of the line, in the order of the line.
    package mutating func accept(_ edge: Edge) { record(filter.accept(edge)) }

    /// Lets silence decide. What is not drained yet may hold an edge that ends it, however late it is read.
    package mutating func drained(until time: MonotonicTime) {
        isToldOfDraining = true
        record(filter.advance(to: time))
    }

    /// Where the filter stands, for a next life that takes over the line.
    package var lineState: PulseFilterState? { filter.state }

    /// Lets silence decide, ``deliveryAllowance`` behind `time`, unless ``drained(until:)`` does; the wall clock plays no
    /// part.
    package mutating func advance(to time: MonotonicTime, utc: UnixTime) {
        guard !isToldOfDraining else { return }
        record(filter.advance(to: time + (.zero - Self.deliveryAllowance)))
    }

    /// From the distance of the last two pulses, sinking in silence; 0 until there were two.
    package func power(at time: MonotonicTime) -> Watts { estimate.watts(at: time) ?? Watts(0) }

    /// Raises the totals from before this start; what was counted since stays on top.
    package mutating func restore(_ register: Register) { totals.restore(register) }

    /// The power shown begins anew: it is the distance of two pulses of one plate.
    package mutating func change(to description: MeterDescription) {
        self.description = description
        estimate = PowerEstimate(meter: description)
    }

    /// When silence will have decided something, ``deliveryAllowance`` included; `nil` where ``drained(until:)`` says when.
    package var deadline: MonotonicTime? {
        isToldOfDraining ? nil : filter.deadline.map { $0 + Self.deliveryAllowance }
    }

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
