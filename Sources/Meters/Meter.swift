package import Metering

/// One thing that is measured. It is fed with values, never reads a clock or a line itself, and counts at once.
package protocol Meter: Sendable {
    /// What is measured, and what a pulse is worth.
    var description: MeterDescription { get }

    /// The running totals: what was restored, and everything counted on top.
    var register: Register { get }

    /// Takes an edge of the meter's line, in the line's order. A meter without a line ignores it.
    mutating func accept(_ edge: Edge)

    /// Says that every edge up to `time` was handed over, so that silence can decide. A meter without a line ignores it.
    mutating func drained(until time: MonotonicTime)

    /// What a next life has to know of the meter's line to count on with its next edge; `nil` for a meter without one.
    var lineState: PulseFilterState? { get }

    /// Says what time it is, at least before each reading and at each ``deadline``.
    /// - Parameters:
    ///   - time: now; an earlier time than before changes nothing.
    ///   - utc: the same instant by the wall clock.
    mutating func advance(to time: MonotonicTime, utc: UnixTime)

    /// The momentary power, for people's eyes; 0 while nothing is known.
    func power(at time: MonotonicTime) -> Watts

    /// Raises the totals that the meter started from, to a durable copy's or to larger ones found with peers.
    ///
    /// What was counted since the start stays on top, so `register` must be from before this meter was made: totals
    /// that hold pulses of this run would count them twice. No total ever goes back.
    mutating func restore(_ register: Register)

    /// From here on the plate says something else of the same register: what a pulse is worth, or which way energy flows.
    mutating func change(to description: MeterDescription)

    /// When ``advance(to:utc:)`` is wanted next, at the latest; `nil` if only edges can change anything.
    var deadline: MonotonicTime? { get }
}
