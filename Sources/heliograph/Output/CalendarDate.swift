import Metering

/// A date and time of UTC, for people and for the periods that energy is summed over.
struct CalendarDate: Hashable {
    let year: Int64
    /// `1...12`.
    let month: Int64
    /// `1...31`.
    let day: Int64
    let hour: Int64
    let minute: Int64
    let second: Int64

    init(_ time: UnixTime) {
        let seconds = time.seconds
        let secondOfDay = (seconds % 86_400 + 86_400) % 86_400
        // Days from 0000-03-01, in eras of 400 years: Howard Hinnant, “chrono-Compatible Low-Level Date Algorithms”.
        let days = (seconds - secondOfDay) / 86_400 + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        hour = secondOfDay / 3600
        minute = secondOfDay / 60 % 60
        second = secondOfDay % 60
    }

    /// `2026-03-01`.
    var dayText: String { "\(year)-\(Self.padded(month))-\(Self.padded(day))" }

    /// `2026-03-01T12:00:00Z`, RFC 3339.
    var text: String { "\(dayText)T\(Self.padded(hour)):\(Self.padded(minute)):\(Self.padded(second))Z" }

    static func padded(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
