import Metering
import Testing

@Suite("Power between pulses")
struct PowerEstimateTests {
    private func estimate(constant: Int64 = 1000) throws -> PowerEstimate {
        PowerEstimate(
            meter: try MeterDescription(
                name: Name("pv"), constant: #require(Rational(constant)), direction: .production, obis: "1-0:2.8.0"))
    }

    @Test("is unknown until two pulses were seen")
    func unknown() throws {
        var estimate = try estimate()
        #expect(estimate.watts(at: .at(milliseconds: 1000)) == nil)
        estimate.pulse(at: .at(milliseconds: 1000))
        #expect(estimate.watts(at: .at(milliseconds: 5000)) == nil)
        estimate.pulse(at: .at(milliseconds: 5000))
        #expect(estimate.watts(at: .at(milliseconds: 5000)) == Watts(900))
    }

    @Test(
        "sinks with the silence and never rises in it",
        arguments: [(5, 900), (9, 900), (13, 450), (3605, 1), (3606, 0), (1_000_000, 0)])
    func decay(second: UInt64, watts: Int64) throws {
        var estimate = try estimate()
        estimate.pulse(at: .at(milliseconds: 1000))
        estimate.pulse(at: .at(milliseconds: 5000))
        #expect(estimate.watts(at: .at(milliseconds: second * 1000)) == Watts(watts))
    }

    @Test("is unknown again after an interruption")
    func interrupted() throws {
        var estimate = try estimate()
        estimate.pulse(at: .at(milliseconds: 1000))
        estimate.pulse(at: .at(milliseconds: 2000))
        estimate.interrupt()
        #expect(estimate.watts(at: .at(milliseconds: 2000)) == nil)
        estimate.pulse(at: .at(milliseconds: 9000))
        #expect(estimate.watts(at: .at(milliseconds: 9000)) == nil)
    }

    @Test("does not divide by nothing, nor overflow")
    func extremes() throws {
        var estimate = try estimate(constant: 1)
        estimate.pulse(at: .at(milliseconds: 1000))
        estimate.pulse(at: .at(milliseconds: 1000))
        #expect(estimate.watts(at: .at(milliseconds: 1000)) == nil)
        estimate.pulse(at: .at(milliseconds: 1000) + .nanoseconds(1))
        #expect(estimate.watts(at: .at(milliseconds: 1000)) == Watts(3_600_000_000_000_000))
        #expect(estimate.watts(at: MonotonicTime(nanoseconds: .max)) == Watts(0))
    }

    @Test("comes with the profile of its line", arguments: ["s0", "led", "reed"])
    func profiles(name: String) throws {
        let profile = try #require(PulseProfile.named(name))
        #expect(profile.name == name)
        let copy = try PulseProfile(name: name, minOn: profile.minOn, minOff: profile.minOff, maxOn: profile.maxOn)
        #expect(copy == profile, "the built-in profiles satisfy their own rules")
    }

    @Test(
        "has no profile that could never count",
        arguments: [(0, 10, 100), (10, 0, 100), (-1, 10, 100), (10, 10, 10), (10, 10, 86_400_001)])
    func unusable(minOn: Int, minOff: Int, maxOn: Int) {
        #expect(PulseProfile.named("s1") == nil)
        #expect(throws: MeterError.self) {
            try PulseProfile(
                name: "own", minOn: .milliseconds(minOn), minOff: .milliseconds(minOff), maxOn: .milliseconds(maxOn))
        }
    }
}
