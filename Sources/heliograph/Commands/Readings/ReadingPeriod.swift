import ArgumentParser
import Metering

/// What energy is summed over.
enum ReadingPeriod: String, ExpressibleByArgument, CaseIterable {
    case reading, hour, day, month

    /// The period of UTC in which an interval lies that ended at `end`; of a single reading, that end.
    func name(of end: UnixTime) -> String {
        let date = CalendarDate(UnixTime(seconds: end.seconds - 1))
        switch self {
        case .reading: return CalendarDate(end).text
        case .hour: return "\(date.dayText) \(CalendarDate.padded(date.hour)):00"
        case .day: return date.dayText
        case .month: return String(date.dayText.dropLast(3))
        }
    }

    var heading: String { self == .reading ? "interval's end (UTC)" : "\(rawValue) (UTC)" }
}
