import Foundation
import Metering
import Testing

@testable import Meters

@Suite("The simulated sun")
struct SunTests {
    /// One line of `Vectors/sun.txt`, in degrees.
    struct Position: Sendable, CustomTestStringConvertible {
        let fields: [Double]

        var time: UnixTime { UnixTime(seconds: Int64(fields[0])) }
        var latitude: Double { fields[1] }
        var longitude: Double { fields[2] }
        var elevation: Double { fields[3] }
        var azimuth: Double { fields[4] }
        var tilt: Double { fields[5] }
        var facing: Double { fields[6] }
        var incidence: Double { fields[7] }
        var testDescription: String { "\(fields)" }

        static func vectors() throws -> [Self] {
            let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Vectors/sun.txt")
            let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter {
                !$0.hasPrefix("#")
            }
            return try lines.map { line in
                let fields = line.split(separator: " ").compactMap { Double($0) }
                try #require(fields.count == 8, "\(line)")
                return Self(fields: fields)
            }
        }
    }

    private static func degrees(_ radians: Double) -> Double { radians * 180 / .pi }
    private static func radians(_ degrees: Double) -> Double { degrees * .pi / 180 }

    @Test("stands within 0.015° of where NREL's algorithm has it", arguments: try Position.vectors())
    func position(expected: Position) {
        let sun = SunPosition(at: expected.time, latitude: expected.latitude, longitude: expected.longitude)
        let (elevation, azimuth) = (Self.radians(expected.elevation), Self.radians(expected.azimuth))
        let cosine =
            sun.up * sin(elevation) + sun.north * cos(elevation) * cos(azimuth)
            + sun.east * cos(elevation) * sin(azimuth)
        #expect(Self.degrees(acos(min(cosine, 1))) < 0.015)
        #expect(abs(sun.up * sun.up + sun.north * sun.north + sun.east * sun.east - 1) < 1e-14)
        let incidence = Self.degrees(acos(sun.cosineOfIncidence(tilt: expected.tilt, azimuth: expected.facing)))
        #expect(abs(incidence - expected.incidence) < 0.015)
    }

    // The worked example of NREL/TP-560-34302: 2003-10-17 12:30:30 at UTC-7, a surface 30° steep, 10° east of south.
    @Test("agrees with the worked example of NREL's report")
    func workedExample() {
        let sun = SunPosition(at: UnixTime(seconds: 1_066_419_030), latitude: 39.742476, longitude: -105.1786)
        #expect(abs(Self.degrees(asin(sun.up)) - 39.872046) < 0.01)
        #expect(abs(Self.degrees(atan2(sun.east, sun.north)) + 360 - 194.340241) < 0.01)
        let incidence = Self.degrees(acos(sun.cosineOfIncidence(tilt: 30, azimuth: 170)))
        #expect(abs(incidence - 25.187) < 0.03, "the report's zenith includes refraction")
    }

    // Masters, “Renewable and Efficient Electric Power Systems”, examples 4.8, 4.10 and 4.11: Atlanta, May 21, sun 76.4° high.
    @Test("shines through a clear sky as the book says")
    func clearSky() {
        let up = sin(Self.radians(76.4))
        let sky = ClearSky(dayOfYear: 141, sineOfElevation: up)
        #expect(abs(sky.beam - 902) < 1)
        #expect(abs(sky.diffuse * (1 + cos(Self.radians(52))) / 2 - 88) < 1)
        #expect(abs((sky.beam * up + sky.diffuse) * 0.2 * (1 - cos(Self.radians(52))) / 2 - 38) < 1)
    }

    @Test("gives no light below the horizon", arguments: [0, -0.0001, -0.5, -1])
    func night(up: Double) {
        #expect(ClearSky(dayOfYear: 100, sineOfElevation: up) == ClearSky(dayOfYear: 200, sineOfElevation: -1))
        #expect(ClearSky(dayOfYear: 100, sineOfElevation: up).beam == 0)
    }
}

@Suite("Sine, cosine and exponential")
struct ElementaryFunctionsTests {
    @Test("agree with the C library", arguments: [1.0, 10, 1000, 100_000])
    func trigonometry(range: Double) {
        var worst = 0.0
        for step in -20_000...20_000 {
            let angle = range * Double(step) / 20_000
            let (sine, cosine) = ElementaryFunctions.sineAndCosine(angle)
            worst = max(worst, abs(sine - sin(angle)), abs(cosine - cos(angle)))
        }
        #expect(worst <= 4e-16)
    }

    @Test("agree with the C library on powers of e", arguments: [1.0, 30, 700])
    func exponential(range: Double) {
        var worst = 0.0
        for step in -20_000...20_000 {
            let exponent = range * Double(step) / 20_000
            worst = max(worst, abs(ElementaryFunctions.exponential(exponent) / exp(exponent) - 1))
        }
        #expect(worst <= 4e-16)
    }

    // Abramowitz and Stegun, tables 4.2, 4.6 and 4.10.
    @Test("agree with printed tables")
    func tables() {
        #expect(ElementaryFunctions.sine(1) == 0.841470984807896506652)
        #expect(ElementaryFunctions.cosine(1) == 0.540302305868139717401)
        #expect(abs(ElementaryFunctions.exponential(1) / 2.718281828459045235360 - 1) <= 4e-16)
        #expect(ElementaryFunctions.exponential(0) == 1)
        #expect(ElementaryFunctions.sine(0) == 0)
    }
}
