import ArgumentParser
import Metering

/// What energy is summed over.
enum ReadingPeriod: String, ExpressibleByArgument, CaseIterable {
    case hour, day, month

    /// The period of UTC in which an interval lies that ended at `end`.
    func name(of end: UnixTime) -> String {
        let date = CalendarDate(UnixTime(seconds: end.seconds - 1))
        switch self {
        case .hour: return "\(date.dayText) \(CalendarDate.padded(date.hour)):00"
        case .day: return date.dayText
        case .month: return String(date.dayText.dropLast(3))
        }
    }

    var heading: String { "\(rawValue) (UTC)" }
}
