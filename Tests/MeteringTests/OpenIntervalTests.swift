import Metering
import Testing

@Suite("Intervals and their readings")
struct OpenIntervalTests {
    private static let noon: Int64 = 1_784_289_600

    private func meter() throws -> MeterDescription {
        try MeterDescription(
            name: Name("pv"), constant: #require(Rational(1000)), direction: .production, obis: "1-0:2.8.0")
    }

    private func open(
        at milliseconds: UInt64 = 0, _ register: Register = Register()
    ) throws -> OpenInterval {
        OpenInterval(
            meter: try Name("pv"), scale: EnergyScale(of: try meter()), opened: .at(milliseconds: milliseconds),
            register: register)
    }

    private func stamp(milliseconds: UInt64, quality: ClockQuality = .synchronised) throws -> ClockStamp {
        ClockStamp(
            time: UnixTime(seconds: Self.noon) + .milliseconds(Int64(milliseconds)), quality: quality,
            boot: try #require(BootIdentity([1, 2, 3, 4, 5, 6, 7, 8])), uptime: .at(milliseconds: milliseconds))
    }

    @Test("end in a reading and begin the next")
    func closing() throws {
        var interval = try open(at: 0, Register(pulses: Pulses(100)))
        let register = Register(pulses: Pulses(150), lost: 1, bounced: 2, stuck: 3)
        let first = try interval.close(
            register: register, dialOffset: Joules(-1000), at: stamp(milliseconds: 60_030))
        #expect(
            first
                == Reading(
                    meter: try Name("pv"), end: UnixTime(seconds: Self.noon + 60), energy: Joules(540_000),
                    pulses: Pulses(150), dial: Joules(539_000), power: Watts(2998), intervalSeconds: 60,
                    clock: .synchronised, boot: nil, uptimeSeconds: nil, lost: 1, bounced: 2, stuck: 3))
        let second = try interval.close(register: register, dialOffset: nil, at: stamp(milliseconds: 120_000))
        #expect(second.power == Watts(0))
        #expect(second.dial == nil)
        #expect(second.energy == first.energy)
    }

    @Test(
        "carry boot and uptime while the clock is not synchronised",
        arguments: [ClockQuality.informative, .relative, .unknown])
    func undated(quality: ClockQuality) throws {
        var interval = try open()
        let stamp = try stamp(milliseconds: 59_999, quality: quality)
        let reading = try interval.close(register: Register(), dialOffset: nil, at: stamp)
        #expect(reading.boot == stamp.boot)
        #expect(reading.uptimeSeconds == 59, "rounded down")
        #expect(reading.clock == quality)
    }

    @Test(
        "are given in seconds rounded half up",
        arguments: [(499, 0), (500, 1), (1499, 1), (1500, 2), (59_500, 60), (60_499, 60)])
    func length(milliseconds: UInt64, seconds: Int64) throws {
        var interval = try open()
        let reading = try interval.close(register: Register(), dialOffset: nil, at: stamp(milliseconds: milliseconds))
        #expect(reading.intervalSeconds == seconds)
    }

    @Test("stay open when they cannot be closed")
    func refused() throws {
        let start = Register(pulses: Pulses(10), lost: 5)
        var interval = try open(at: 1000, start)
        let name = try Name("pv")
        let stamp = try stamp(milliseconds: 2000)
        #expect(throws: MeterError.emptyInterval(meter: name)) {
            try interval.close(register: start, dialOffset: nil, at: self.stamp(milliseconds: 1000))
        }
        #expect(throws: MeterError.emptyInterval(meter: name), "before it was opened") {
            try interval.close(register: start, dialOffset: nil, at: self.stamp(milliseconds: 500))
        }
        let fewerPulses = Register(pulses: Pulses(9), lost: 5)
        #expect(throws: MeterError.registerWentBack(meter: name, from: start, to: fewerPulses)) {
            try interval.close(register: fewerPulses, dialOffset: nil, at: stamp)
        }
        let fewerLost = Register(pulses: Pulses(11), lost: 4)
        #expect(throws: MeterError.registerWentBack(meter: name, from: start, to: fewerLost)) {
            try interval.close(register: fewerLost, dialOffset: nil, at: stamp)
        }
        #expect(throws: MeterError.dialOverflow(meter: name, register: Joules(36_000), offset: Joules(.max))) {
            try interval.close(register: start, dialOffset: Joules(.max), at: stamp)
        }
        let huge = Register(pulses: Pulses(2_562_047_788_015_215), lost: 5)
        #expect(throws: MeterError.self, "a power beyond 64 bits") {
            try interval.close(register: huge, dialOffset: nil, at: self.stamp(milliseconds: 1001))
        }
        let reading = try interval.close(
            register: Register(pulses: Pulses(11), lost: 5), dialOffset: nil, at: self.stamp(milliseconds: 3000))
        #expect(reading.power == Watts(1800), "3600 J in the 2 s since it was opened")
    }

    @Test("whose meter is changed have both plates in their power")
    func changed() throws {
        var interval = try open()
        let scale = EnergyScale(of: try meter(), carriedEnergy: Joules(36_000), carriedPulses: Pulses(10))
        let half = try EnergyScale(of: meter()).changed(
            to: MeterDescription(
                name: Name("pv"), constant: #require(Rational(500)), direction: .production, obis: "1-0:2.8.0"),
            at: Pulses(10))
        #expect(half.carriedEnergy == scale.carriedEnergy)
        interval.change(to: half)
        let reading = try interval.close(
            register: Register(pulses: Pulses(20)), dialOffset: nil, at: stamp(milliseconds: 60_000))
        #expect(reading.energy == Joules(36_000 + 72_000) && reading.power == Watts(1800))
        let next = try interval.close(
            register: Register(pulses: Pulses(30)), dialOffset: nil, at: stamp(milliseconds: 120_000))
        #expect(next.power == Watts(1200))
    }

    @Test(
        "end at multiples of their length, never now",
        arguments: [
            (60, 0, 60), (60, 59, 60), (60, 60, 120), (900, 901, 1800), (86_400, 5, 86_400), (60, -1, 0), (60, -60, 0),
            (5, 3, 5),
        ])
    func schedule(seconds: Int64, now: Int64, end: Int64) throws {
        let schedule = try IntervalSchedule(seconds: seconds)
        #expect(schedule.nextEnd(after: UnixTime(seconds: now)) == UnixTime(seconds: end))
        #expect(schedule.nextEnd(after: UnixTime(seconds: end) + .nanoseconds(-1)) == UnixTime(seconds: end))
    }

    @Test("divide a day, or are refused", arguments: [0, -60, 7, 50_000, 86_401, 172_800])
    func unaligned(seconds: Int64) {
        #expect(throws: MeterError.unalignedInterval(seconds: seconds)) { try IntervalSchedule(seconds: seconds) }
    }
}

@Suite("Points of time")
struct TimeTests {
    @Test(
        "have whole seconds rounded down",
        arguments: [
            (0, 0), (999_999_999, 0), (1_000_000_000, 1), (-1, -1), (-1_000_000_000, -1), (-1_000_000_001, -2),
            (.min, -9_223_372_037), (.max, 9_223_372_036),
        ])
    func seconds(nanoseconds: Int64, seconds: Int64) {
        #expect(UnixTime(nanoseconds: nanoseconds).seconds == seconds)
    }

    @Test("stop at the ends of their range")
    func clamping() {
        #expect(UnixTime(nanoseconds: .max) + .seconds(1) == UnixTime(nanoseconds: .max))
        #expect(UnixTime(nanoseconds: .min) + .seconds(-1) == UnixTime(nanoseconds: .min))
        #expect(MonotonicTime(nanoseconds: 5) + .seconds(-1) == MonotonicTime(nanoseconds: 0))
        #expect(MonotonicTime(nanoseconds: .max) + .seconds(1) == MonotonicTime(nanoseconds: .max))
    }
}
