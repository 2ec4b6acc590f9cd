/// The few functions of a real number that a simulated sun needs and that the standard library does not have.
///
/// Plain IEEE arithmetic only, so the same bits come out on every machine. Within the stated ranges each result is
/// within 4·10⁻¹⁶ of the true value (for ``exponential(_:)``, of the value itself); a test compares them with the C library.
enum ElementaryFunctions {
    /// π/2 in three parts (Cody and Waite): the first two have so few bits that multiples of them are exact.
    private static let quarterTurnParts = (
        1.57079632673412561417e+00, 6.07710050630396597660e-11, 2.02226624879595063154e-21
    )

    static func radians(degrees: Double) -> Double { degrees * (Double.pi / 180) }

    /// Sine and cosine of an angle in radians, for magnitudes below 100 000.
    static func sineAndCosine(_ angle: Double) -> (sine: Double, cosine: Double) {
        let quarterTurns = (angle * (2 / Double.pi)).rounded()
        let (high, middle, low) = quarterTurnParts
        let rest = ((angle - quarterTurns * high) - quarterTurns * middle) - quarterTurns * low
        let (sine, cosine) = (sineNearZero(rest), cosineNearZero(rest))
        return switch Int(quarterTurns) & 3 {
        case 0: (sine, cosine)
        case 1: (cosine, -sine)
        case 2: (-sine, -cosine)
        default: (-cosine, sine)
        }
    }

    static func sine(_ angle: Double) -> Double { sineAndCosine(angle).sine }

    static func cosine(_ angle: Double) -> Double { sineAndCosine(angle).cosine }

    /// e to the power of a number from -700 to 700.
    static func exponential(_ exponent: Double) -> Double {
        let doublings = (exponent * 1.44269504088896338700).rounded()
        let rest = (exponent - doublings * 6.93147180369123816490e-01) - doublings * 1.90821492927058770002e-10
        // Taylor's series; |rest| ≤ ln 2 / 2, so the first term left out is below 4·10⁻¹⁸.
        var sum = 1.0
        for term in stride(from: 14.0, through: 1, by: -1) { sum = 1 + sum * rest / term }
        return Double(sign: .plus, exponent: Int(doublings), significand: sum)
    }

    /// Taylor's series for |angle| ≤ π/4 + a rounding error; the first term left out is below 5·10⁻¹⁷.
    private static func sineNearZero(_ angle: Double) -> Double {
        let square = angle * angle
        var sum = 1.0
        for term in stride(from: 14.0, through: 2, by: -2) { sum = 1 - sum * square / (term * (term + 1)) }
        return angle * sum
    }

    private static func cosineNearZero(_ angle: Double) -> Double {
        let square = angle * angle
        var sum = 1.0
        for term in stride(from: 15.0, through: 1, by: -2) { sum = 1 - sum * square / (term * (term + 1)) }
        return sum
    }
}
