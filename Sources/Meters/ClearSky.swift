/// Irradiance under a cloudless sky: the ASHRAE clear-day model.
///
/// ASHRAE Handbook of Fundamentals, with the fits to its monthly tables that G. M. Masters gives (“Renewable and
/// Efficient Electric Power Systems”, 2004, equations 4.20 to 4.29). Mid-latitude air; a model of a demo, not a forecast.
struct ClearSky: Hashable, Sendable {
    /// W/m² on a surface that faces the sun.
    let beam: Double
    /// W/m² from the whole sky on a horizontal surface.
    let diffuse: Double

    /// - Parameters:
    ///   - dayOfYear: 1 for January 1st; fractions are allowed.
    ///   - sineOfElevation: of the sun; at or below the horizon there is no light.
    init(dayOfYear: Double, sineOfElevation: Double) {
        guard sineOfElevation > 0.001 else {
            beam = 0
            diffuse = 0
            return
        }
        func season(_ shift: Double) -> Double {
            ElementaryFunctions.sine(ElementaryFunctions.radians(degrees: 360.0 / 365 * (dayOfYear - shift)))
        }
        let extraterrestrial = 1160 + 75 * season(275)
        let opticalDepth = 0.174 + 0.035 * season(100)
        let diffuseFactor = 0.095 + 0.04 * season(100)
        beam = extraterrestrial * ElementaryFunctions.exponential(max(-opticalDepth / sineOfElevation, -700))
        diffuse = diffuseFactor * beam
    }
}
