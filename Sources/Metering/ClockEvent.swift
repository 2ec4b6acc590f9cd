/// What happened to the clock that readers of the log must know.
package enum ClockEvent: Hashable, Sendable {
    /// The clock that dated readings jumped: what it would have said, and what it said instead.
    case step(before: UnixTime, after: UnixTime)
    /// The first synchronisation of this boot: it dates all earlier readings of the boot by their uptime.
    case anchor(ClockStamp)
}
