import Metering

extension Joules {
    /// Kilowatt-hours with three decimals, rounded down: for people only, never in what is signed.
    var kilowattHours: String {
        let wattHours = rawValue.magnitude / 3600
        let decimals = String(wattHours % 1000)
        return (rawValue < 0 ? "-" : "") + "\(wattHours / 1000)." + String(repeating: "0", count: 3 - decimals.count)
            + decimals
    }
}
