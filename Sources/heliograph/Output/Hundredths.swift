/// A figure with two decimals, of a whole number of hundredths.
struct Hundredths: CustomStringConvertible {
    let count: Int64

    var description: String {
        let decimals = count.magnitude % 100
        return "\(count < 0 ? "-" : "")\(count.magnitude / 100).\(decimals < 10 ? "0" : "")\(decimals)"
    }
}
