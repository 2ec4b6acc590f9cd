internal import Metering

/// Where the sun stands in the sky of a place, as a direction and not as angles, so that nothing must be inverted.
///
/// The low-precision formulas of the Astronomical Almanac with Greenwich sidereal time, as in J. J. Michalsky,
/// “The Astronomical Almanac's algorithm for approximate solar position (1950–2050)”, Solar Energy 40 (1988) 227–235:
/// right to 0.01° in those years. Refraction is left out: 0.5° at the horizon, 0.02° at half height.
struct SunPosition: Hashable, Sendable {
    /// The unit vector towards the sun. `up` is the sine of its elevation: negative at night.
    let east: Double
    let north: Double
    let up: Double

    /// - Parameters:
    ///   - latitude: degrees, north positive.
    ///   - longitude: degrees, east positive.
    init(at time: UnixTime, latitude: Double, longitude: Double) {
        let epoch: Int64 = 946_728_000  // 2000-01-01 12:00 UTC
        let days = (Double(time.nanoseconds / 1000) / 1e6 - Double(epoch)) / 86_400
        let meanLongitude = 280.460 + 0.9856474 * days
        let anomaly = ElementaryFunctions.radians(degrees: Self.wrapped(357.528 + 0.9856003 * days))
        let longitudeOnEcliptic = ElementaryFunctions.radians(
            degrees: Self.wrapped(
                meanLongitude + 1.915 * ElementaryFunctions.sine(anomaly)
                    + 0.020 * ElementaryFunctions.sine(2 * anomaly)))
        let obliquity = ElementaryFunctions.sineAndCosine(
            ElementaryFunctions.radians(degrees: 23.439 - 0.0000004 * days))
        let ecliptic = ElementaryFunctions.sineAndCosine(longitudeOnEcliptic)
        // Towards the sun, first axis to the vernal equinox, third to the pole.
        let equinox = ecliptic.cosine
        let square = obliquity.cosine * ecliptic.sine
        let pole = obliquity.sine * ecliptic.sine
        // Turned by local sidereal time, towards the meridian on the equator and towards east. The earth turns against
        // the stars by 360.98564736629° a day; whole turns are left out.
        let sidereal = ElementaryFunctions.sineAndCosine(
            ElementaryFunctions.radians(
                degrees: Self.wrapped(
                    280.46061837 + 0.98564736629 * days + 360 * (days - days.rounded(.down)) + longitude)))
        let meridian = sidereal.cosine * equinox + sidereal.sine * square
        let place = ElementaryFunctions.sineAndCosine(ElementaryFunctions.radians(degrees: latitude))
        east = sidereal.cosine * square - sidereal.sine * equinox
        north = place.cosine * pole - place.sine * meridian
        up = place.cosine * meridian + place.sine * pole
    }

    /// The cosine of the angle between the sun and the normal of a surface; negative when the sun is behind it.
    /// - Parameters:
    ///   - tilt: degrees from horizontal.
    ///   - azimuth: degrees clockwise from north that the surface faces; 180 is south.
    func cosineOfIncidence(tilt: Double, azimuth: Double) -> Double {
        let slope = ElementaryFunctions.sineAndCosine(ElementaryFunctions.radians(degrees: tilt))
        let facing = ElementaryFunctions.sineAndCosine(ElementaryFunctions.radians(degrees: azimuth))
        return slope.cosine * up + slope.sine * (facing.sine * east + facing.cosine * north)
    }

    /// An angle in degrees brought into 0..<360.
    private static func wrapped(_ degrees: Double) -> Double { degrees - (degrees / 360).rounded(.down) * 360 }
}
