package import Metering

/// A meter without a line: its pulses are the energy of a simulated source.
///
/// The power of each whole second of UTC counts for the monotonic time spent in it, in integers, and what is left of a
/// pulse is carried on. So the pulses do not depend on how often the time is told, and nothing drifts.
package struct SimulatedMeter: Meter {
    /// Energy in units of 10⁻¹² J ÷ the denominator of the pulse's value, so that everything is whole.
    private typealias Energy = UInt128

    private static let second: Int64 = 1_000_000_000

    /// What is pretended to be measured, and what a pulse is worth.
    package private(set) var description: MeterDescription
    private let source: SimulatedSource
    private var totals: CountedRegister
    private var energyPerPulse: Energy
    private var energyPerPicojoule: Energy
    /// What has flowed since the last pulse, less than a pulse.
    private var carried: Energy = 0
    private var newest: (monotonic: MonotonicTime, utc: UnixTime)?

    /// - Parameter register: the totals to count on from.
    package init(description: MeterDescription, source: SimulatedSource, register: Register) {
        self.init(description: description, source: source, totals: CountedRegister(base: register), newest: nil)
    }

    private init(
        description: MeterDescription, source: SimulatedSource, totals: CountedRegister,
        newest: (monotonic: MonotonicTime, utc: UnixTime)?
    ) {
        self.description = description
        self.source = source
        self.totals = totals
        self.newest = newest
        let value = description.pulseValue
        energyPerPulse = value.numerator * 1_000_000_000_000
        energyPerPicojoule = value.denominator
    }

    /// What was restored, and every pulse since the first ``advance(to:utc:)``.
    package var register: Register { totals.total }

    /// Ignored: there is no line.
    package mutating func accept(_ edge: Edge) {}

    /// There is no line.
    package mutating func drained(until time: MonotonicTime) {}

    /// There is no line.
    package var lineState: PulseFilterState? { nil }

    /// Lets the energy flow until `time`. The first call only starts the flow.
    package mutating func advance(to time: MonotonicTime, utc: UnixTime) {
        guard let newest else {
            self.newest = (time, utc)
            return
        }
        guard time > newest.monotonic else { return }
        var left = time.nanoseconds(since: newest.monotonic)
        while left > 0 {
            // The wall clock only says where the sun is; how long it shone says the monotonic clock.
            let here = utc + .nanoseconds(-Int64(clamping: left))
            let remainder = here.nanoseconds % Self.second
            let intoSecond = remainder < 0 ? remainder + Self.second : remainder
            let step = min(left, UInt64(Self.second - intoSecond))
            flow(milliwatts: source.milliwatts(at: here + .nanoseconds(-intoSecond)), nanoseconds: step)
            left -= step
        }
        self.newest = (time, utc)
    }

    /// What the source gives at `time`; 0 before the first ``advance(to:utc:)``.
    package func power(at time: MonotonicTime) -> Watts {
        guard let newest else { return Watts(0) }
        let elapsed = Int64(clamping: Int128(time.nanoseconds) - Int128(newest.monotonic.nanoseconds))
        let milliwatts = source.milliwatts(at: newest.utc + .nanoseconds(elapsed))
        return Watts((milliwatts + 500) / 1000)
    }

    /// Raises the totals from before this start; what was counted since stays on top.
    package mutating func restore(_ register: Register) { totals.restore(register) }

    /// What has flowed since the last pulse is let go: it is less than a pulse.
    package mutating func change(to description: MeterDescription) {
        self = Self(description: description, source: source, totals: totals, newest: newest)
    }

    /// A second after the last call: the pulses come as smoothly as real ones.
    package var deadline: MonotonicTime? { newest.map { $0.monotonic + .seconds(1) } }

    /// 1 mW for 1 ns is 1 pJ.
    private mutating func flow(milliwatts: Int64, nanoseconds: UInt64) {
        carried += Energy(milliwatts) * Energy(nanoseconds) * energyPerPicojoule
        let (pulses, rest) = carried.quotientAndRemainder(dividingBy: energyPerPulse)
        totals.counted.pulses.rawValue += Int64(pulses)
        carried = rest
    }
}
