import Metering

/// What happened, line by line. The lines are counted always and kept only when somebody wants to read them.
struct Story {
    private(set) var lines: [String] = []
    private(set) var lineCount = 0
    private(set) var violations: [StreetResult.Violation] = []
    private let isKept: Bool
    private let violationLimit: Int

    init(isKept: Bool, violationLimit: Int) {
        self.isKept = isKept
        self.violationLimit = violationLimit
    }

    mutating func tell(_ text: @autoclosure () -> String, at time: MonotonicTime) {
        lineCount += 1
        if isKept { lines.append("\(lineCount)  \(Self.clock(time))  \(text())") }
    }

    mutating func complain(_ text: String, at time: MonotonicTime) {
        tell("BROKEN: \(text)", at: time)
        guard violations.count < violationLimit else { return }
        violations.append(StreetResult.Violation(line: lineCount, time: Self.clock(time), text: text))
    }

    /// `day hours:minutes:seconds.thousandths`
    static func clock(_ time: MonotonicTime) -> String {
        let milliseconds = time.nanoseconds / 1_000_000
        func digits(_ value: UInt64, _ count: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        let seconds = milliseconds / 1000
        return "\(digits(seconds / 3600, 2)):\(digits(seconds / 60 % 60, 2)):\(digits(seconds % 60, 2))"
            + ".\(digits(milliseconds % 1000, 3))"
    }
}
