package import Metering

/// The text of a value with the key it belongs to. Each function turns it into a type or says what to write instead.
package struct ConfigurationText {
    /// With the path that leads to it, as in `meters.pv.impulses`.
    package let key: String
    /// As it was written.
    package let text: String

    /// The text does not fit: `expected` reads “a number of …”.
    package func fault(_ expected: String) -> ConfigurationFault {
        .wrongValue(key: key, text: text, expected: expected)
    }

    /// Any text but none.
    package func nonEmpty(_ expected: String) throws(ConfigurationFault) -> String {
        guard !text.isEmpty else { throw fault(expected) }
        return text
    }

    /// A whole number within a range.
    package func integer<Integer: FixedWidthInteger>(in range: ClosedRange<Integer>) throws(ConfigurationFault)
        -> Integer
    {
        guard let value = Integer(text), range.contains(value) else {
            throw fault("a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// A decimal number, given in `unit`.
    package func decimal(in range: ClosedRange<Double>, unit: String) throws(ConfigurationFault) -> Double {
        guard let value = Double(text), range.contains(value) else {
            throw fault("a number from \(Self.short(range.lowerBound)) to \(Self.short(range.upperBound)) (\(unit))")
        }
        return value
    }

    /// `true`, `yes` or `on`, or the opposite of one.
    package func boolean() throws(ConfigurationFault) -> Bool {
        switch text.lowercased() {
        case "true", "yes", "on": true
        case "false", "no", "off": false
        default: throw fault("true or false")
        }
    }

    /// Seconds, or a number with one of the units `ms`, `s`, `min`, `h` and `d`.
    package func duration(in range: ClosedRange<Duration>) throws(ConfigurationFault) -> Duration {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }
        let milliseconds: [Substring: Int64] = [
            "ms": 1, "s": 1000, "": 1000, "min": 60_000, "h": 3_600_000, "d": 86_400_000,
        ]
        guard let count = Int64(digits), let factor = milliseconds[unit],
            case let (product, overflow) = count.multipliedReportingOverflow(by: factor), !overflow,
            range.contains(.milliseconds(product))
        else {
            throw fault("\(Self.short(range.lowerBound)) to \(Self.short(range.upperBound)), as in “5 s” or “15 min”")
        }
        return .milliseconds(product)
    }

    /// One of an enumeration's values.
    package func choice<Choice: RawRepresentable<String> & CaseIterable>(_: Choice.Type) throws(ConfigurationFault)
        -> Choice
    {
        guard let value = Choice(rawValue: text) else { throw unknownChoice(of: Choice.allCases.map(\.rawValue)) }
        return value
    }

    /// The text is none of the choices.
    package func unknownChoice(of choices: [String]) -> ConfigurationFault {
        if let nearest = NearestKey.find(text, among: choices) { return fault("“\(nearest)”") }
        return fault(choices.map { "“\($0)”" }.joined(separator: " or "))
    }

    /// A positive fraction, as in 1000, 562.5 or 3/8.
    package func rational(_ expected: String) throws(ConfigurationFault) -> Rational {
        guard let value = Rational(parsing: text) else { throw fault(expected) }
        return value
    }

    private static func short(_ value: Double) -> String {
        Double(Int64(value)) == value ? "\(Int64(value))" : "\(value)"
    }

    private static func short(_ duration: Duration) -> String {
        let milliseconds = duration / .milliseconds(1)
        switch milliseconds {
        case ..<1000: return "\(short(milliseconds)) ms"
        case ..<60_000: return "\(short(milliseconds / 1000)) s"
        case ..<3_600_000: return "\(short(milliseconds / 60_000)) min"
        case ..<172_800_000: return "\(short(milliseconds / 3_600_000)) h"
        default: return "\(short(milliseconds / 86_400_000)) d"
        }
    }
}
