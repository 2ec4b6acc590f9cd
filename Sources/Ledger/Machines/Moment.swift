package import Metering

/// Now, for a state machine: durations from the monotonic clock, signed times from the stamp.
package struct Moment: Hashable, Sendable {
    /// For durations.
    package var monotonic: MonotonicTime
    /// For what is signed.
    package var stamp: ClockStamp

    package init(monotonic: MonotonicTime, stamp: ClockStamp) {
        self.monotonic = monotonic
        self.stamp = stamp
    }

    /// Whether the clock is good enough to vouch for a time to others: synchronised, or kept by something that was.
    package var mayCosign: Bool { stamp.quality == .synchronised || stamp.quality == .informative }

    /// Whether `interval` has passed since `last`, or there was no last time.
    package func isDue(_ last: MonotonicTime?, after interval: Duration) -> Bool {
        guard let last else { return true }
        return monotonic >= last + interval
    }
}
