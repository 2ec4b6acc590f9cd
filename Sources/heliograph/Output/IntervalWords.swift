import Ledger
import Metering

/// Between which two moments a statement came into the world, in words for people.
enum IntervalWords {
    /// `made after …, recorded by … (median of 3 mirrors' clocks)`; where a side is not known, that.
    static func describe(_ interval: ProvenInterval, under policy: Policy) -> String {
        let beginning = describe(interval.beginning)
        guard let end = interval.end else {
            return "\(beginning); not recorded yet, so nobody else says when it was there"
        }
        let clocks =
            policy.isByzantineSafe
            ? "median of \(interval.clockCount) mirrors' clocks"
            : "median of \(interval.clockCount) mirrors' clocks, which with fewer than four mirrors one liar can move"
        let words = "\(beginning), recorded by \(text(of: end)) (\(clocks))"
        return interval.disagreement.map { "\(words); the mirrors' clocks disagreed by \($0) s" } ?? words
    }

    private static func describe(_ beginning: ProvenInterval.Beginning) -> String {
        switch beginning {
        case .after(let time): "made after \(text(of: time))"
        case .namesNone: "made after a time that is not known (it names no record)"
        case .notShown: "made after a time that is not known (the record that it names is not here)"
        case .notRecorded:
            "made after a time that is not known (no quorum of this policy signed the record that it names)"
        }
    }

    /// A time that mirrors claim, which may be beyond all calendars.
    static func text(of time: UInt64) -> String { CalendarDate(UnixTime(clamping: time)).text }
}
