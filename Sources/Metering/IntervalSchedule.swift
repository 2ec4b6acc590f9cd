/// When readings are taken: at every multiple of the interval, counted from midnight UTC.
package struct IntervalSchedule: Hashable, Sendable {
    private static let secondsPerDay: Int64 = 86_400

    /// The length of an interval in s, a divisor of a day.
    package let seconds: Int64

    /// - Throws: ``MeterError/unalignedInterval(seconds:)`` unless `seconds` divides a day, so that every day has the
    ///   same interval ends and sums by hour and day come out whole.
    package init(seconds: Int64) throws(MeterError) {
        guard seconds > 0, Self.secondsPerDay.isMultiple(of: seconds) else {
            throw .unalignedInterval(seconds: seconds)
        }
        self.seconds = seconds
    }

    /// The first interval end that is later than `time`, never `time` itself.
    package func nextEnd(after time: UnixTime) -> UnixTime {
        let interval = seconds * 1_000_000_000
        let remainder = time.nanoseconds % interval
        let sinceEnd = remainder < 0 ? remainder + interval : remainder
        return time + .nanoseconds(interval - sinceEnd)
    }
}
