import Metering
import Testing

/// `#require` of an optional that a test is sure of.
private func rational(_ text: String) throws -> Rational { try #require(Rational(parsing: text), "\(text)") }

private func meter(_ constant: String, ratio: String = "1", name: String = "pv") throws -> MeterDescription {
    try MeterDescription(
        name: Name(name), constant: rational(constant), ratio: rational(ratio), direction: .production,
        obis: "1-0:2.8.0")
}

@Suite("Fractions")
struct RationalTests {
    @Test(
        "are read, reduced and written back",
        arguments: [
            ("1000", 1000, 1, "1000"), ("562.5", 1125, 2, "562.5"), ("3/8", 3, 8, "0.375"), ("6/16", 3, 8, "0.375"),
            ("0.5", 1, 2, "0.5"), ("1/3", 1, 3, "1/3"), ("10/4", 5, 2, "2.5"), ("1.000", 1, 1, "1"),
            ("0.000000001", 1, 1_000_000_000, "0.000000001"), ("1000000000", 1_000_000_000, 1, "1000000000"),
            ("7.05", 141, 20, "7.05"), ("1/999999999", 1, 999_999_999, "1/999999999"),
            ("1/1024", 1, 1024, "1/1024"),
        ])
    func reading(text: String, numerator: Int64, denominator: Int64, written: String) throws {
        let value = try rational(text)
        #expect(value.numerator == numerator)
        #expect(value.denominator == denominator)
        #expect(value.description == written)
        #expect(Rational(parsing: written) == value)
    }

    @Test(
        "are refused when they are none, not positive, or beyond the limit",
        arguments: [
            "", ".", "/", "0", "0.0", "0/1", "1/0", "-1", "+1", " 1", "1 ", "1e3", "1.", ".5", "1/", "/2", "1/2/3",
            "1.2.3",
            "1.5/2", "1,5", "٣", "1000000001", "1/1000000001", "0.0000000001", "12345678901234567890", "1_000", "0x10",
        ])
    func refused(text: String) { #expect(Rational(parsing: text) == nil) }
}

@Suite("Energy of pulses")
struct EnergyTests {
    // Expected values from Python's fractions: floor(Fraction(pulses) * 3600000 * ratio / constant).
    @Test(
        "is rounded down from the total",
        arguments: [
            (0, "1000", "1", 0), (1, "1000", "1", 3600), (999, "2000", "1", 1_798_200), (1, "6400", "1", 562),
            (2, "6400", "1", 1125), (3, "6400", "1", 1687), (1_000_000, "800", "1", 4_500_000_000),
            (7, "562.5", "1", 44_800), (1, "375", "1", 9600), (5, "1000", "1000/5", 3_600_000),
            (5, "1000", "3/8", 6750),
            (123_456_789, "999999999", "1", 444_444), (1, "0.01", "1", 360_000_000),
            (2_562_047_788_015_215, "1000", "1", 9_223_372_036_854_774_000), (.max, "10000", "1/360", .max),
            (.max, "1000000000", "1000000000/3600000", .max),
        ])
    func rounded(pulses: Int64, constant: String, ratio: String, expected: Int64) throws {
        #expect(try meter(constant, ratio: ratio).energy(of: Pulses(pulses)).rawValue == expected)
    }

    @Test(
        "is refused when it does not fit, and only then",
        arguments: [
            (2_562_047_788_015_216, "1000", "1"), (.max, "1000", "1"), (.max, "0.000000001", "1000000000"),
            (.max, "10000", "1/359"), (1, "0.000000001", "1000000000"),
        ])
    func tooLarge(pulses: Int64, constant: String, ratio: String) throws {
        let meter = try meter(constant, ratio: ratio)
        #expect(throws: MeterError.counterOverflow(pulses: pulses)) { try meter.energy(of: Pulses(pulses)) }
    }

    @Test("is refused for a negative counter")
    func negative() throws {
        let meter = try meter("1000")
        #expect(throws: MeterError.negativeCounter(pulses: -1)) { try meter.energy(of: Pulses(-1)) }
    }

    @Test("adds up whatever the steps in which it is read")
    func noDrift() throws {
        let meter = try meter("6400", ratio: "3/7")
        var (sum, previous) = (Int64(0), Int64(0))
        for pulses in stride(from: Int64(0), through: 100_000, by: 13) {
            let energy = try meter.energy(of: Pulses(pulses)).rawValue
            sum += energy - previous
            previous = energy
        }
        #expect(sum == 99_996 * 3_600_000 * 3 / (6400 * 7))
    }
}

@Suite("A meter's description")
struct MeterDescriptionTests {
    @Test("keeps the gateway's own words for the gateway", arguments: ["gateway", "mirror"])
    func reserved(name: String) throws {
        #expect(throws: MeterError.reservedName(try Name(name))) { try meter("1000", name: name) }
    }

    @Test("takes OBIS codes", arguments: ["1-0:2.8.0", "1-0:1.8.0", "7-255:3.1.0", "0-0:0.0.0"])
    func obis(code: String) throws {
        let one = try rational("1")
        #expect(
            try MeterDescription(name: Name("a"), constant: one, direction: .import, obis: code).obis == code)
    }

    @Test(
        "refuses what is no OBIS code",
        arguments: [
            "", "1-0:2.8", "1-0:2.8.0.0", "2.8.0", "1-0-2.8.0", "1:0-2.8.0", "1-0:2.8.256", "1-0:02.8.0", "1-0:2.8.+0",
            "1-0:2.8.", " 1-0:2.8.0", "1-0:2.8.0*255", "a-0:2.8.0",
        ])
    func notObis(code: String) throws {
        let one = try rational("1")
        #expect(throws: MeterError.malformedObis(code)) {
            try MeterDescription(name: Name("a"), constant: one, direction: .import, obis: code)
        }
    }
}

@Suite("Energy after a change of the meter")
struct EnergyScaleTests {
    // Expected values from Python's fractions: carried + floor(Fraction(pulses - carried pulses) * 3600000 * ratio / constant).
    @Test(
        "is what was carried over, and the new plate's from there",
        arguments: [
            (1000, "800", "1", 1000, 3_600_000), (1001, "800", "1", 1000, 3_604_500),
            (1001, "6400", "1", 1000, 3_600_562),
            (1002, "6400", "1", 1000, 3_601_125), (1007, "562.5", "3/7", 1000, 3_619_200),
            (7, "1000", "1", 0, 25_200),
        ])
    func carried(pulses: Int64, constant: String, ratio: String, carriedPulses: Int64, expected: Int64) throws {
        let before = EnergyScale(of: try meter("1000"))
        let scale = try before.changed(to: try meter(constant, ratio: ratio), at: Pulses(carriedPulses))
        #expect(scale.carriedEnergy == Joules(carriedPulses * 3600))
        #expect(try scale.energy(of: Pulses(pulses)).rawValue == expected)
    }

    @Test("is none for a register from before the change, or beyond 64 bits")
    func refused() throws {
        let scale = EnergyScale(of: try meter("1000"), carriedEnergy: Joules(10), carriedPulses: Pulses(5))
        #expect(throws: MeterError.belowCarried(pulses: 4, carried: 5)) { try scale.energy(of: Pulses(4)) }
        #expect(throws: MeterError.negativeCounter(pulses: -1)) { try scale.energy(of: Pulses(-1)) }
        let full = EnergyScale(of: try meter("1000"), carriedEnergy: Joules(.max), carriedPulses: Pulses(5))
        #expect(try full.energy(of: Pulses(5)) == Joules(.max))
        #expect(throws: MeterError.counterOverflow(pulses: 6)) { try full.energy(of: Pulses(6)) }
    }
}
