internal import Metering

/// A household that uses a given energy a year, in the rhythm of a day, with appliances that a seed switches on.
///
/// Its power depends on its description and the time alone, to the last bit on every machine.
package struct SimulatedHousehold: Hashable, Sendable {
    /// Relative load at each full hour: the shape of a standard load profile of households (such as BDEW H0), low at night, with a
    /// peak at noon and a higher one in the evening.
    private static let hours = [
        0.55, 0.45, 0.40, 0.38, 0.38, 0.45, 0.70, 0.95, 1.05, 1.10, 1.10, 1.20,
        1.35, 1.25, 1.10, 1.05, 1.05, 1.20, 1.50, 1.70, 1.65, 1.40, 1.05, 0.75,
    ]
    private static let mean = hours.reduce(0, +) / Double(hours.count)
    /// The part of the energy that goes into appliances which run for five of ten minutes, or not.
    private static let appliancePart = 0.3
    private static let applianceCell = 600.0

    private let meanWatts: Double
    private let longitude: Double
    private let base: SmoothNoise
    private let appliances: SmoothNoise

    /// - Parameters:
    ///   - yearlyKilowattHours: 0 to 10 000 000; a family uses some 4000.
    ///   - longitude: degrees, east positive: when it is noon here.
    ///   - seed: of everything that happens by chance.
    /// - Throws: ``SimulationError/outOfRange(quantity:value:range:)``.
    package init(yearlyKilowattHours: Double, longitude: Double = 10, seed: UInt64) throws(SimulationError) {
        try SimulationError.check("A household's yearly energy in kWh", yearlyKilowattHours, in: 0...10_000_000)
        try SimulationError.check("A longitude in degrees", longitude, in: -180...180)
        meanWatts = yearlyKilowattHours * 1000 / (365.25 * 24)
        self.longitude = longitude
        base = SmoothNoise(seed: seed, period: 900)
        appliances = SmoothNoise(seed: ~seed, period: Self.applianceCell)
    }

    /// The power at the meter in W, never negative.
    func watts(at time: UnixTime) -> Double {
        let seconds = Double(time.nanoseconds / 1_000_000) / 1000
        let steady = meanWatts * (1 - Self.appliancePart) * rhythm(at: seconds) * (0.4 + 1.2 * base.value(at: seconds))
        return steady + applianceWatts(at: seconds)
    }

    /// Relative load at a time of day, 1 on average.
    private func rhythm(at seconds: Double) -> Double {
        let hour = seconds / 3600 + longitude / 15
        let hourOfDay = hour - (hour / 24).rounded(.down) * 24
        let before = min(Int(hourOfDay), 23)
        let fraction = hourOfDay - Double(before)
        let load = Self.hours[before] + (Self.hours[(before + 1) % 24] - Self.hours[before]) * fraction
        return load / Self.mean
    }

    /// An appliance takes 2 kW (more in houses that use more), in the first half of a cell that chance gives it.
    private func applianceWatts(at seconds: Double) -> Double {
        let rating = max(2000, 2 * meanWatts)
        let cell = (seconds / Self.applianceCell).rounded(.down)
        guard seconds - cell * Self.applianceCell < Self.applianceCell / 2 else { return 0 }
        let chance = Self.appliancePart * meanWatts * rhythm(at: cell * Self.applianceCell) / (rating / 2)
        return appliances.value(inCell: Int64(cell)) < chance ? rating : 0
    }
}
