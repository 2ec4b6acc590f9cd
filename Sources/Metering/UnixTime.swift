/// A point of UTC in whole nanoseconds since 1970-01-01, without leap seconds, as `CLOCK_REALTIME` tells it.
package struct UnixTime: Hashable, Comparable, Sendable {
    /// Since 1970-01-01T00:00:00Z; negative before.
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// A point given in whole seconds, as `iat` and SenML's `bt` carry it.
    /// - Precondition: within ±292 years of 1970.
    package init(seconds: Int64) { self.nanoseconds = seconds * 1_000_000_000 }

    /// A point that somebody else claims, in whole seconds: the end of the range (year 2262) where it lies beyond.
    package init(clamping seconds: UInt64) {
        self.init(seconds: Int64(min(seconds, UInt64(Int64.max) / 1_000_000_000)))
    }

    /// Whole seconds since 1970, rounded down.
    package var seconds: Int64 {
        let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return remainder < 0 ? quotient - 1 : quotient
    }

    package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    /// This point moved by `duration`, which stops at the ends of the range (years 1677 and 2262) instead of wrapping.
    package static func + (left: Self, right: Duration) -> Self {
        Self(nanoseconds: Int64(clamping: Int128(left.nanoseconds) + right.wholeNanoseconds))
    }
}
