import Metering
import Testing

@testable import Meters

@Suite("A simulated meter")
struct SimulatedMeterTests {
    /// 2026-06-21 00:00 UTC.
    private static let midsummer: Int64 = 1_782_000_000

    private func description(constant: Int64 = 1000) throws -> MeterDescription {
        try MeterDescription(
            name: Name("pv"), constant: #require(Rational(constant)), direction: .production, obis: "1-0:2.8.0")
    }

    private func roof(azimuth: Double = 180, kilowattPeak: Double = 10, seed: UInt64 = 1) throws -> SimulatedRoof {
        try SimulatedRoof(
            kilowattPeak: kilowattPeak, tilt: 30, azimuth: azimuth, latitude: 48, longitude: 0, seed: seed)
    }

    private func meter(_ source: SimulatedSource, constant: Int64 = 1000, register: Register = Register()) throws
        -> SimulatedMeter
    {
        SimulatedMeter(description: try description(constant: constant), source: source, register: register)
    }

    /// Runs a meter through `seconds` of time in steps, from an odd nanosecond on.
    private func run(_ meter: inout SimulatedMeter, from start: Int64, seconds: Int64, step: Int64) {
        let (uptime, utc) = (Int64(5_000_000_123), start * 1_000_000_000 + 777_000_000)
        var elapsed: Int64 = 0
        while true {
            meter.advance(
                to: MonotonicTime(nanoseconds: UInt64(uptime + elapsed)), utc: UnixTime(nanoseconds: utc + elapsed))
            guard elapsed < seconds * 1_000_000_000 else { return }
            elapsed = min(elapsed + step, seconds * 1_000_000_000)
        }
    }

    @Test(
        "counts the same however often it is told the time",
        arguments: [333_333_333, 1_000_000_000, 7_123_456_789, 7_200_000_000_000])
    func cadence(step: Int64) throws {
        let source = SimulatedSource.sun(try roof())
        var reference = try meter(source)
        run(&reference, from: Self.midsummer + 36_000, seconds: 7200, step: 60_000_000_000)
        var other = try meter(source)
        run(&other, from: Self.midsummer + 36_000, seconds: 7200, step: step)
        #expect(reference.register.pulses.rawValue > 1000)
        #expect(other.register == reference.register)
    }

    @Test("counts exactly the energy of its source", arguments: [(1000, 3600), (3, 86_400), (10_000, 1800)])
    func exact(constant: Int64, seconds: Int64) throws {
        let source = SimulatedSource.sun(try roof())
        var meter = try meter(source, constant: constant)
        let start = Self.midsummer + 30_000
        run(&meter, from: start, seconds: seconds, step: 1_700_000_000)
        // The same sum, in one go: it begins 0.777 s into the first second and ends as far into the last.
        var picojoules = Int128(0)
        for second in 0...seconds {
            let length: Int128 = second == 0 ? 223_000_000 : second == seconds ? 777_000_000 : 1_000_000_000
            picojoules += Int128(source.milliwatts(at: UnixTime(seconds: start + second))) * length
        }
        #expect(meter.register.pulses.rawValue == Int64(picojoules * Int128(constant) / 3_600_000_000_000_000_000))
        #expect(meter.register == Register(pulses: meter.register.pulses))
    }

    @Test("is the same for the same seed and another for another")
    func seeds() throws {
        let times = (0..<200).map { UnixTime(seconds: Self.midsummer + 40_000 + Int64($0) * 97) }
        let first = SimulatedSource.sun(try roof(seed: 7))
        #expect(times.map(first.milliwatts) == times.map(SimulatedSource.sun(try roof(seed: 7)).milliwatts))
        #expect(times.map(first.milliwatts) != times.map(SimulatedSource.sun(try roof(seed: 8)).milliwatts))
    }

    @Test("keeps its bits: these powers are the same on every machine")
    func frozen() throws {
        let source = SimulatedSource.sun(try roof(seed: 7))
        let house = SimulatedSource.household(try SimulatedHousehold(yearlyKilowattHours: 4000, seed: 7))
        let times = [0, 20_000, 43_200, 60_000].map { UnixTime(seconds: Self.midsummer + $0) }
        #expect(times.map(source.milliwatts) == [0, 299_858, 7_803_925, 936_081])
        #expect(times.map(house.milliwatts) == [176_074, 173_556, 315_241, 380_833])
    }

    @Test("follows the sun: nothing at night, east in the morning, west in the evening")
    func day() throws {
        let (east, west) = (try roof(azimuth: 90), try roof(azimuth: 270))
        func energy(_ roof: SimulatedRoof, hours: Range<Int64>) -> Double {
            hours.reduce(0) { sum, hour in sum + roof.watts(at: UnixTime(seconds: Self.midsummer + hour * 3600 + 1800))
            }
        }
        #expect(energy(east, hours: 0..<3) == 0)
        #expect(energy(east, hours: 21..<24) == 0)
        var (morning, evening) = (0.0, 0.0)
        for seed in UInt64(0)..<20 {
            let (east, west) = (try roof(azimuth: 90, seed: seed), try roof(azimuth: 270, seed: seed))
            morning += energy(east, hours: 5..<10) - energy(west, hours: 5..<10)
            evening += energy(west, hours: 14..<19) - energy(east, hours: 14..<19)
        }
        #expect(morning > 0)
        #expect(evening > 0)
        #expect(energy(west, hours: 0..<24) > 0)
    }

    @Test("gives a believable year for central Europe: about a thousand kWh for each kWp")
    func year() throws {
        var kilowattHours = 0.0
        for seed in UInt64(0)..<2 {
            let roof = try roof(kilowattPeak: 1, seed: seed)
            for hour in Int64(0)..<(365 * 24) {
                kilowattHours += roof.watts(at: UnixTime(seconds: Self.midsummer + hour * 3600)) / 1000 / 2
            }
        }
        #expect((950.0...1200).contains(kilowattHours))
    }

    @Test("never exceeds what the modules can give, and changes smoothly")
    func bounds() throws {
        let roof = try roof(kilowattPeak: 1)
        let watts = (Int64(40_000)..<44_000).map { roof.watts(at: UnixTime(seconds: Self.midsummer + $0)) }
        let steps = zip(watts, watts.dropFirst()).map { abs($0 - $1) }
        #expect(try #require(watts.min()) >= 0)
        #expect(try #require(watts.max()) < 1100)
        #expect(try #require(steps.max()) < 15)
        #expect(try #require(steps.max()) > 0)
    }

    @Test("uses the energy that a household is said to use", arguments: [1500.0, 4000, 12_000, 100_000])
    func household(yearly: Double) throws {
        var mean = 0.0
        for seed in UInt64(0)..<4 {
            let house = try SimulatedHousehold(yearlyKilowattHours: yearly, seed: seed)
            for sample in Int64(0)..<(60 * 576) {
                mean += house.watts(at: UnixTime(seconds: Self.midsummer + sample * 150)) / (4 * 60 * 576)
            }
        }
        #expect(abs(mean * 8.766 / yearly - 1) < 0.05)
    }

    @Test("finds a place where it is noon", arguments: [0, 3, 21_600, 43_200, 64_800, 86_399])
    func noon(second: Int64) throws {
        let time = UnixTime(seconds: Self.midsummer + second)
        let longitude = SimulatedRoof.longitudeOfNoon(at: time)
        #expect((-180.0...180).contains(longitude))
        let here = SunPosition(at: time, latitude: 48, longitude: longitude)
        for shift in [-20.0, 20] {
            let there = SunPosition(at: time, latitude: 48, longitude: longitude + shift)
            #expect(here.up > there.up)
        }
    }

    @Test("begins to count with the first time it is told and never counts backwards")
    func beginning() throws {
        var meter = try meter(.sun(try roof()), register: Register(pulses: Pulses(50)))
        let noon = UnixTime(seconds: Self.midsummer + 43_200)
        #expect(meter.power(at: .init(nanoseconds: 1)) == Watts(0))
        #expect(meter.deadline == nil)
        meter.advance(to: MonotonicTime(nanoseconds: 3_600_000_000_000), utc: noon)
        #expect(meter.register.pulses == Pulses(50))
        #expect(meter.power(at: MonotonicTime(nanoseconds: 3_600_000_000_000)) > Watts(100))
        meter.advance(to: MonotonicTime(nanoseconds: 1_000_000_000), utc: noon + .seconds(-3599))
        #expect(meter.register.pulses == Pulses(50))
        #expect(meter.deadline == MonotonicTime(nanoseconds: 3_601_000_000_000))
        meter.accept(Edge(polarity: .rising, time: MonotonicTime(nanoseconds: 3_600_000_000_001)))
        #expect(meter.register == Register(pulses: Pulses(50)))
    }

    @Test("measures a second as a second when the wall clock jumps")
    func clockStep() throws {
        let house = SimulatedSource.household(try SimulatedHousehold(yearlyKilowattHours: 8_766_000, seed: 1))
        var meter = try meter(house)
        meter.advance(to: MonotonicTime(nanoseconds: 0), utc: UnixTime(seconds: Self.midsummer))
        meter.advance(to: MonotonicTime(nanoseconds: 1_000_000_000), utc: UnixTime(seconds: Self.midsummer + 86_400))
        // A megawatt on average, so a day would be 24 million pulses and a second is some 280.
        #expect((50...1500).contains(meter.register.pulses.rawValue))
    }

    @Test(
        "refuses what no roof and no house can be",
        arguments: [
            (-1, 30, 180, 48, 10), (10_001, 30, 180, 48, 10), (.nan, 30, 180, 48, 10), (5, -1, 180, 48, 10),
            (5, 91, 180, 48, 10), (5, 30, -1, 48, 10), (5, 30, 361, 48, 10), (5, 30, 180, 91, 10),
            (5, 30, 180, -91, 10),
            (5, 30, 180, 48, 181), (5, 30, 180, 48, -181), (.infinity, 30, 180, 48, 10),
        ] as [(Double, Double, Double, Double, Double)])
    func refused(kilowattPeak: Double, tilt: Double, azimuth: Double, latitude: Double, longitude: Double) {
        #expect(throws: SimulationError.self) {
            try SimulatedRoof(
                kilowattPeak: kilowattPeak, tilt: tilt, azimuth: azimuth, latitude: latitude, longitude: longitude,
                seed: 1)
        }
    }

    @Test("refuses what no house can use", arguments: [-1, 10_000_001, .nan, .infinity] as [Double])
    func refused(yearly: Double) {
        #expect(throws: SimulationError.self) { try SimulatedHousehold(yearlyKilowattHours: yearly, seed: 1) }
        #expect(throws: SimulationError.self) {
            try SimulatedHousehold(yearlyKilowattHours: 4000, longitude: -yearly * 1000, seed: 1)
        }
    }
}
