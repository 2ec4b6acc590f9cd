/// A point of UTC in whole nanoseconds since 1970-01-01, without leap seconds, as `CLOCK_REALTIME` tells it.
package struct UnixTime: Hashable, Comparable, Sendable {
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// A point given in whole seconds, as `iat` and SenML's `bt` carry it.
    /// - Precondition: within ±292 years of 1970.
    package init(seconds: Int64) { self.nanoseconds = seconds * 1_000_000_000 }

    /// Whole seconds since 1970, rounded down.
    package var seconds: Int64 { Int64((Int128(nanoseconds) - Int128(nanoseconds).modulo(1_000_000_000)) / 1_000_000_000) }

    package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }
}

extension Int128 {
    /// The remainder that is never negative.
    fileprivate func modulo(_ divisor: Self) -> Self {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}
