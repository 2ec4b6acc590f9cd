import ArgumentParser
import Metering

/// A time of UTC on the command line: `2026-03-01`, which is its first moment, `2026-03-01T12:00` or `2026-03-01T12:00:00Z`.
struct TimeArgument: ExpressibleByArgument {
    let time: UnixTime

    init?(argument: String) {
        var text = argument.last == "Z" && argument.contains("T") ? argument.dropLast() : argument[...]
        if text.count == 16 { text += ":00" }
        if text.count == 10 { text += "T00:00:00" }
        let pattern = Array("dddd-dd-ddTdd:dd:dd".utf8)
        let bytes = Array(text.utf8)
        guard bytes.count == pattern.count,
            zip(bytes, pattern).allSatisfy({ $1 == UInt8(ascii: "d") ? (48...57).contains($0) : $0 == $1 })
        else { return nil }
        let numbers = text.split { "-T:".contains($0) }.compactMap { Int64($0) }
        guard (1970...2261).contains(numbers[0]) else { return nil }
        // Days since 0000-03-01: Howard Hinnant, “chrono-Compatible Low-Level Date Algorithms”.
        let year = numbers[1] > 2 ? numbers[0] : numbers[0] - 1
        let dayOfYear = (153 * (numbers[1] > 2 ? numbers[1] - 3 : numbers[1] + 9) + 2) / 5 + numbers[2] - 1
        let days = year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
        time = UnixTime(seconds: days * 86_400 + numbers[3] * 3600 + numbers[4] * 60 + numbers[5])
        // A day that a month does not have would come out as one of the next.
        guard CalendarDate(time).text == "\(text)Z" else { return nil }
    }
}
