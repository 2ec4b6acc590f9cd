/// Momentary power from the distance of two pulses, for people's eyes: it is never signed.
///
/// While no pulse comes it sinks with the silence, because a higher power would have made one by now.
package struct PowerEstimate: Sendable {
    /// What a pulse is worth in nJ, as a fraction.
    private let energy: (numerator: UInt128, denominator: UInt128)
    private var lastPulse: MonotonicTime?
    /// The distance of the last two pulses in ns, `1...`.
    private var distance: UInt64?

    /// Nothing known yet.
    package init(meter: MeterDescription) {
        let value = meter.pulseValue
        energy = (value.numerator * 1_000_000_000, value.denominator)
    }

    /// Takes a pulse, dated as the filter dates it; the first one only starts the measurement.
    package mutating func pulse(at time: MonotonicTime) {
        if let lastPulse {
            let nanoseconds = time.nanoseconds(since: lastPulse)
            guard nanoseconds > 0 else { return }
            distance = nanoseconds
        }
        lastPulse = time
    }

    /// Forgets the last pulse: between it and the next some may be missing, and the distance would not be one of neighbours.
    package mutating func interrupt() {
        lastPulse = nil
        distance = nil
    }

    /// The power now, rounded down; `nil` until two pulses without an interruption between them were seen.
    package func watts(at now: MonotonicTime) -> Watts? {
        guard let lastPulse, let distance else { return nil }
        let nanoseconds = max(distance, now.nanoseconds(since: lastPulse))
        return Watts(Int64(clamping: energy.numerator / (energy.denominator * UInt128(nanoseconds))))
    }
}
