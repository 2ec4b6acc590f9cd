import Metering
import Testing

@testable import Meters

@Suite("A pulse meter")
struct PulseMeterTests {
    private func meter(register: Register = Register(), opened: MonotonicTime? = nil) throws -> PulseMeter {
        let description = try MeterDescription(
            name: Name("pv"), constant: #require(Rational(1000)), direction: .production, obis: "1-0:2.8.0")
        return PulseMeter(description: description, profile: .s0, register: register, opened: opened)
    }

    private func at(_ milliseconds: UInt64) -> MonotonicTime { MonotonicTime(nanoseconds: milliseconds * 1_000_000) }

    private func pulse(_ meter: inout PulseMeter, at milliseconds: UInt64) {
        meter.accept(Edge(polarity: .rising, time: at(milliseconds)))
        meter.accept(Edge(polarity: .falling, time: at(milliseconds + 30)))
    }

    private let utc = UnixTime(seconds: 1_784_289_600)

    @Test("counts on top of what it had")
    func counting() throws {
        var meter = try meter(register: Register(pulses: Pulses(100), lost: 1, bounced: 2, stuck: 3))
        for index in 0..<5 { pulse(&meter, at: 1000 + UInt64(index) * 4000) }
        #expect(meter.register == Register(pulses: Pulses(105), lost: 1, bounced: 2, stuck: 3))
        #expect(meter.power(at: at(17_000)) == Watts(900))
        #expect(meter.power(at: at(25_000)) == Watts(450))
    }

    @Test("slides larger totals under what it has counted, and ignores smaller ones")
    func restoring() throws {
        var meter = try meter(register: Register(pulses: Pulses(100), lost: 9))
        for index in 0..<5 { pulse(&meter, at: 1000 + UInt64(index) * 1000) }
        meter.restore(Register(pulses: Pulses(200), lost: 2))
        #expect(meter.register == Register(pulses: Pulses(205), lost: 9))
        meter.restore(Register(pulses: Pulses(150), lost: 1))
        #expect(meter.register == Register(pulses: Pulses(205), lost: 9))
    }

    @Test("leaves edges a second to arrive before silence decides")
    func allowance() throws {
        var meter = try meter()
        meter.accept(Edge(polarity: .rising, time: at(1000)))
        #expect(meter.deadline == at(2010))
        meter.advance(to: at(2009), utc: utc)
        #expect(meter.register.pulses == Pulses(0))
        // The falling edge was on its way: a spike of 5 ms, not a pulse.
        meter.accept(Edge(polarity: .falling, time: at(1005)))
        meter.advance(to: at(5000), utc: utc)
        #expect(meter.register == Register(bounced: 1))
        meter.accept(Edge(polarity: .rising, time: at(6000)))
        meter.advance(to: at(7010), utc: utc)
        #expect(meter.register == Register(pulses: Pulses(1), bounced: 1))
        meter.advance(to: at(0), utc: utc)
        #expect(meter.register == Register(pulses: Pulses(1), bounced: 1))
    }

    @Test("shows no power over a gap of lost edges")
    func lost() throws {
        var meter = try meter()
        pulse(&meter, at: 1000)
        pulse(&meter, at: 2000)
        #expect(meter.power(at: at(2030)) == Watts(3600))
        meter.accept(Edge(polarity: .falling, time: at(9000)))
        #expect(meter.register.lost == 1)
        #expect(meter.power(at: at(9000)) == Watts(0))
    }

    @Test("knows nothing of a line that was opened anew")
    func reopening() throws {
        var meter = try meter(opened: at(0))
        pulse(&meter, at: 1000)
        pulse(&meter, at: 2000)
        meter.reopen(at: at(3000))
        #expect(meter.deadline == nil)
        #expect(meter.power(at: at(3000)) == Watts(0))
        meter.accept(Edge(polarity: .falling, time: at(3050)))
        #expect(meter.register == Register(pulses: Pulses(2)))
        pulse(&meter, at: 4000)
        #expect(meter.register == Register(pulses: Pulses(3)))
    }

    @Test("of a line that is kept for it decides nothing before the line is drained")
    func waiting() throws {
        var meter = try meter(opened: at(0))
        meter.accept(Edge(polarity: .rising, time: at(1000), sequence: 1))
        // A minute of edges may wait in the kernel.
        meter.advance(to: at(60_000), utc: utc)
        #expect(meter.register == Register() && meter.deadline == nil)
        meter.accept(Edge(polarity: .falling, time: at(1030), sequence: 2))
        #expect(meter.register == Register(pulses: Pulses(1)))
        meter.accept(Edge(polarity: .rising, time: at(2000), sequence: 3))
        meter.drained(until: at(2010))
        #expect(meter.register == Register(pulses: Pulses(2)))
    }
}
