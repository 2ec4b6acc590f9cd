/// A point on Linux's `CLOCK_MONOTONIC`, in whole nanoseconds since an arbitrary point of this boot (`0...`).
///
/// Durations come from this clock and from no other: it never jumps, and it is the clock that stamps GPIO edges.
package struct MonotonicTime: Hashable, Comparable, Sendable {
    /// Since an arbitrary point of this boot.
    package var nanoseconds: UInt64

    package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// The time from `earlier` to this point in ns; 0 when `earlier` is later (two threads may read the clock in either order).
    package func nanoseconds(since earlier: Self) -> UInt64 {
        nanoseconds > earlier.nanoseconds ? nanoseconds - earlier.nanoseconds : 0
    }

    package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    /// This point moved by `duration`, which stops at 0 and at the largest value instead of wrapping.
    package static func + (left: Self, right: Duration) -> Self {
        Self(nanoseconds: UInt64(clamping: Int128(left.nanoseconds) + right.wholeNanoseconds))
    }
}
