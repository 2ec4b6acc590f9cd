/// The pauses between attempts to connect: doubled each time, and never the same for two gateways.
///
/// The n-th pause lies anywhere in the upper half of `shortest · 2^n`, so that a street does not return to its broker in
/// one instant. Only a connection that has stood as long as the longest pause starts the row again: a broker that accepts
/// and drops us is a failure like any other.
struct Backoff {
    private let limits: ClosedRange<Duration>
    private var ceiling: Duration

    init(_ limits: ClosedRange<Duration>) {
        self.limits = limits
        ceiling = limits.lowerBound
    }

    /// The next pause.
    mutating func next(using random: inout some RandomNumberGenerator) -> Duration {
        ceiling = min(limits.upperBound, ceiling * 2)
        let floor = max(limits.lowerBound, ceiling / 2)
        let width = (ceiling - floor) / Duration.microseconds(1)
        return width < 1 ? ceiling : floor + .microseconds(Int64.random(in: 0...Int64(width), using: &random))
    }

    /// Tells how long a connection stood.
    mutating func connectionLasted(_ duration: Duration) {
        if duration >= limits.upperBound { ceiling = limits.lowerBound }
    }
}
