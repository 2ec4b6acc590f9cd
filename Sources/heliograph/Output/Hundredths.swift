/// A figure with two decimals, of a whole number of hundredths.
struct Hundredths: CustomStringConvertible {
    let count: Int64

    init(count: Int64) { self.count = count }

    /// The nearest; what is no number, or too large for one, is shown as the largest.
    init(rounding value: Double) { count = Int64(exactly: (value * 100).rounded()) ?? .max }

    var description: String {
        let decimals = count.magnitude % 100
        return "\(count < 0 ? "-" : "")\(count.magnitude / 100).\(decimals < 10 ? "0" : "")\(decimals)"
    }
}
