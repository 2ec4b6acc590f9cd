internal import Meters

extension SimulatedSource {
    /// A meter of kind `simulated` says what it simulates: a roof under the sun, or a household.
    static func read(_ section: inout ConfigurationSection) -> Self? {
        let isSun = section.has("sun")
        let isHousehold = section.has("household")
        let sun = section.section("sun", SimulatedRoof.read)
        let household = section.section("household", SimulatedHousehold.read)
        guard isSun != isHousehold else {
            section.report(
                isSun ? "sun" : "kind", reason: "a simulated meter has either a “sun” or a “household”",
                remedy: isSun ? "remove one of the two" : "add “sun: {peak-kw: 10}” or “household: {yearly-kwh: 4000}”")
            return nil
        }
        return sun.map { .sun($0) } ?? household.map { .household($0) }
    }
}

extension SimulatedRoof {
    static func read(_ section: inout ConfigurationSection) -> Self? {
        let peak = section.required("peak-kw", example: "peak-kw: 10") { text throws(ConfigurationFault) in
            try text.decimal(in: 0...10_000, unit: "kW")
        }
        let tilt = section.degrees("tilt", in: 0...90)
        let azimuth = section.degrees("azimuth", in: 0...360)
        let latitude = section.degrees("latitude", in: -90...90)
        let longitude = section.degrees("longitude", in: -180...180)
        let seed = section.seed()
        guard let peak else { return nil }
        return section.simulated { () throws(SimulationError) in
            try Self(
                kilowattPeak: peak, tilt: tilt ?? 30, azimuth: azimuth ?? 180, latitude: latitude ?? 50,
                longitude: longitude ?? 10, seed: seed ?? 1)
        }
    }
}

extension SimulatedHousehold {
    static func read(_ section: inout ConfigurationSection) -> Self? {
        let energy = section.value("yearly-kwh") { text throws(ConfigurationFault) in
            try text.decimal(in: 0...10_000_000, unit: "kWh")
        }
        let longitude = section.degrees("longitude", in: -180...180)
        let seed = section.seed()
        return section.simulated { () throws(SimulationError) in
            try Self(yearlyKilowattHours: energy ?? 4000, longitude: longitude ?? 10, seed: seed ?? 1)
        }
    }
}

extension ConfigurationSection {
    fileprivate mutating func degrees(_ key: String, in range: ClosedRange<Double>) -> Double? {
        value(key) { text throws(ConfigurationFault) in try text.decimal(in: range, unit: "degrees") }
    }

    fileprivate mutating func seed() -> UInt64? {
        value("seed") { text throws(ConfigurationFault) in try text.integer(in: UInt64.min...UInt64.max) }
    }

    fileprivate mutating func simulated<Value>(_ make: () throws(SimulationError) -> Value) -> Value? {
        do throws(SimulationError) {
            return try make()
        } catch {
            report(.unfit(key: String(path.dropLast()), reason: "\(error)", remedy: "mend the numbers"))
            return nil
        }
    }
}
