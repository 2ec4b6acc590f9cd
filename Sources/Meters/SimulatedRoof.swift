package import Metering

/// A roof full of solar modules under a sun that is where the real one is, and clouds that a seed makes.
///
/// Its power depends on its description and the time alone, to the last bit on every machine.
package struct SimulatedRoof: Hashable, Sendable {
    /// What becomes of the modules' nominal power on the way to the meter: heat, cables, inverter, dirt.
    private static let performanceRatio = 0.85
    /// The part of the light that the ground throws back (Liu and Jordan, 1963: 0.2 without snow).
    private static let albedo = 0.2
    /// The part of clear-sky light below a closed cloud cover (Kasten and Czeplak, Solar Energy 24 (1980): 1 − 0.75).
    private static let overcastPart = 0.25

    private let kilowattPeak: Double
    private let tilt: Double
    private let azimuth: Double
    private let latitude: Double
    private let longitude: Double
    /// Fronts that take hours, and single clouds that take minutes.
    private let weather: SmoothNoise
    private let clouds: SmoothNoise

    /// - Parameters:
    ///   - kilowattPeak: nominal power in kW, up to 10 000.
    ///   - tilt: degrees from horizontal, 0 to 90.
    ///   - azimuth: degrees clockwise from north that the roof faces, 0 to 360; 180 is south.
    ///   - latitude: degrees, north positive.
    ///   - longitude: degrees, east positive; ``longitudeOfNoon(at:)`` finds one where the sun is high now.
    ///   - seed: of the clouds; roofs with one seed are under one sky.
    /// - Throws: ``SimulationError/outOfRange(quantity:value:range:)``.
    package init(
        kilowattPeak: Double, tilt: Double, azimuth: Double, latitude: Double, longitude: Double, seed: UInt64
    ) throws(SimulationError) {
        try SimulationError.check("A roof's peak power in kW", kilowattPeak, in: 0...10_000)
        try SimulationError.check("A roof's tilt in degrees", tilt, in: 0...90)
        try SimulationError.check("A roof's azimuth in degrees from north", azimuth, in: 0...360)
        try SimulationError.check("A latitude in degrees", latitude, in: -90...90)
        try SimulationError.check("A longitude in degrees", longitude, in: -180...180)
        self.kilowattPeak = kilowattPeak
        self.tilt = tilt
        self.azimuth = azimuth
        self.latitude = latitude
        self.longitude = longitude
        weather = SmoothNoise(seed: seed, period: 3 * 3600)
        clouds = SmoothNoise(seed: ~seed, period: 180)
    }

    /// The longitude, in whole degrees, where the mean sun stands highest at `time`: for a demo at night.
    package static func longitudeOfNoon(at time: UnixTime) -> Double {
        let secondsOfDay = ((time.seconds % 86_400) + 86_400) % 86_400
        return ((43_200 - Double(secondsOfDay)) / 240).rounded()
    }

    /// The power at the meter in W, never negative.
    func watts(at time: UnixTime) -> Double {
        let sun = SunPosition(at: time, latitude: latitude, longitude: longitude)
        let seconds = Double(time.nanoseconds / 1_000_000) / 1000
        let days = seconds / 86_400 - 10_957  // since 2000-01-01
        let years = (days / 365.25).rounded(.down)
        let sky = ClearSky(dayOfYear: 1 + days - years * 365.25, sineOfElevation: sun.up)
        let cover = cloudCover(at: seconds)
        let beam = sky.beam * (1 - cover)
        let diffuse = sky.diffuse * (1 - cover) + cover * Self.overcastPart * (sky.beam * max(sun.up, 0) + sky.diffuse)
        let horizontal = beam * max(sun.up, 0) + diffuse
        // Isotropic sky (Liu and Jordan): a tilted surface sees (1 + cos tilt) / 2 of the sky, the rest is ground.
        let skyPart = (1 + ElementaryFunctions.cosine(ElementaryFunctions.radians(degrees: tilt))) / 2
        let irradiance =
            beam * max(sun.cosineOfIncidence(tilt: tilt, azimuth: azimuth), 0) + diffuse * skyPart
            + Self.albedo * horizontal * (1 - skyPart)
        // Nominal power is defined at 1000 W/m².
        return kilowattPeak * irradiance * Self.performanceRatio
    }

    /// How much of the sky is covered, 0 to 1 and 0.6 on average, as in central Europe: clear and closed skies last, and
    /// clouds drift by in between.
    private func cloudCover(at seconds: Double) -> Double {
        let cover = 2 * weather.value(at: seconds) - 0.4 + 0.6 * (clouds.value(at: seconds) - 0.5)
        return min(max(cover, 0), 1)
    }
}
