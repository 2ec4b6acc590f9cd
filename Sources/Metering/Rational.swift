/// A positive fraction in lowest terms: a plate constant such as 562.5 or a transformer ratio such as 3/8.
///
/// Both parts stay within `1...1_000_000_000`. That leaves enough of 128 bits for any energy that fits `Int64`,
/// so an overflow in ``EnergyScale/energy(of:)`` always means that the energy itself is too large.
package struct Rational: Hashable, Sendable, CustomStringConvertible {
    /// Changes nothing: the ratio of a meter without a transformer.
    package static let one = Rational(reduced: 1, 1)
    /// The largest numerator and denominator, after reduction.
    package static let partLimit: Int64 = 1_000_000_000

    /// `1...partLimit`, with no divisor in common with ``denominator``.
    package let numerator: Int64
    /// `1...partLimit`; 1 for a whole number.
    package let denominator: Int64

    /// `numerator / denominator`, reduced; `nil` when a part is not positive or exceeds ``partLimit`` after reduction.
    package init?(_ numerator: Int64, over denominator: Int64 = 1) {
        guard numerator > 0, denominator > 0 else { return nil }
        var (divisor, rest) = (numerator, denominator)
        while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
        guard numerator / divisor <= Self.partLimit, denominator / divisor <= Self.partLimit else { return nil }
        self.init(reduced: numerator / divisor, denominator / divisor)
    }

    /// Reads `1000`, `562.5` or `3/8`: ASCII digits with at most one of `.` and `/`, each side 1 to 18 digits.
    ///
    /// `nil` for anything else: signs, spaces, exponents, zero, or parts beyond ``partLimit``.
    package init?(parsing text: String) {
        func whole(_ digits: Substring) -> Int64? {
            let isPlain = digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            return isPlain && (1...18).contains(digits.utf8.count) ? Int64(digits) : nil
        }
        if let slash = text.firstIndex(of: "/") {
            guard let numerator = whole(text[..<slash]), let denominator = whole(text[text.index(after: slash)...])
            else { return nil }
            self.init(numerator, over: denominator)
        } else if let point = text.firstIndex(of: ".") {
            let (before, after) = (text[..<point], text[text.index(after: point)...])
            guard before.utf8.count + after.utf8.count <= 18, whole(before) != nil, whole(after) != nil,
                let numerator = whole(before + after)
            else { return nil }
            self.init(numerator, over: after.utf8.reduce(1) { scale, _ in scale * 10 })
        } else {
            guard let numerator = whole(text[...]) else { return nil }
            self.init(numerator)
        }
    }

    private init(reduced numerator: Int64, _ denominator: Int64) {
        self.numerator = numerator
        self.denominator = denominator
    }

    /// `1000`, else the exact decimal where there is one (`562.5`), else `3/7`. ``init(parsing:)`` reads each back.
    package var description: String {
        guard denominator > 1 else { return "\(numerator)" }
        var (scale, decimals) = (Int64(1), 0)
        while decimals < 9, scale % denominator != 0 { (scale, decimals) = (scale * 10, decimals + 1) }
        guard scale % denominator == 0 else { return "\(numerator)/\(denominator)" }
        let fraction = String(numerator % denominator * (scale / denominator))
        return "\(numerator / denominator)." + String(repeating: "0", count: decimals - fraction.utf8.count) + fraction
    }
}
