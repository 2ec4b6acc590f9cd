import Gateway
import Ledger
import Metering
import Meters
import Statements
import Testing

@Suite("The meters of a gateway")
struct MeterBankTests {
    private static let start = UnixTime(seconds: 1_800_000_000)

    private func moment(after nanoseconds: UInt64) throws -> Moment {
        let monotonic = MonotonicTime(nanoseconds: 1_000_000_000_000 + nanoseconds)
        let boot = try #require(BootIdentity([UInt8](repeating: 7, count: 8)))
        let time = UnixTime(nanoseconds: Self.start.nanoseconds + Int64(nanoseconds))
        return Moment(
            monotonic: monotonic, stamp: ClockStamp(time: time, quality: .synchronised, boot: boot, uptime: monotonic))
    }

    private func setup(_ name: String, seconds: Int64, isLogged: Bool = true) throws -> MeterSetup {
        let description = try MeterDescription(
            name: try Name(name), constant: try #require(Rational(parsing: "1000")), ratio: .one,
            direction: .production,
            obis: "1-0:2.8.0")
        return MeterSetup(
            meter: PulseMeter(description: description, profile: .s0, register: Register()),
            schedule: try IntervalSchedule(seconds: seconds), dialOffset: nil, isLogged: isLogged)
    }

    private func pulse(at nanoseconds: UInt64, on name: String) throws -> [LineEvent] {
        let base = 1_000_000_000_000 + nanoseconds
        return [
            .edge(meter: try Name(name), Edge(polarity: .rising, time: MonotonicTime(nanoseconds: base))),
            .edge(meter: try Name(name), Edge(polarity: .falling, time: MonotonicTime(nanoseconds: base + 40_000_000))),
        ]
    }

    @Test("are read when their interval ends, and not before")
    func intervals() async throws {
        let bank = MeterBank(
            [try setup("pv", seconds: 60), try setup("house", seconds: 900)], at: try moment(after: 0))
        #expect(await bank.readings(at: try moment(after: 59_900_000_000)).drafts.isEmpty)
        let first = await bank.readings(at: try moment(after: 60_000_000_000))
        #expect(first.drafts.map(\.message.subject.text) == ["pv"] && first.errors.isEmpty)
        let last = await bank.readings(at: try moment(after: 61_000_000_000), isLast: true)
        #expect(last.drafts.map(\.message.subject.text) == ["house", "pv"])
    }

    @Test("are not read twice in one second, even at the end")
    func lastInTheSameSecond() async throws {
        let bank = MeterBank([try setup("pv", seconds: 60)], at: try moment(after: 0))
        #expect(await bank.readings(at: try moment(after: 60_000_000_000)).drafts.count == 1)
        #expect(await bank.readings(at: try moment(after: 60_400_000_000), isLast: true).drafts.isEmpty)
    }

    @Test("that are not logged are counted all the same")
    func unlogged() async throws {
        let bank = MeterBank([try setup("house", seconds: 60, isLogged: false)], at: try moment(after: 0))
        for event in try pulse(at: 1_000_000_000, on: "house") + pulse(at: 2_000_000_000, on: "house") {
            await bank.accept(event)
        }
        let readings = await bank.readings(at: try moment(after: 60_000_000_000))
        #expect(readings.drafts.isEmpty)
        let changes = await bank.changedRegisters(at: try moment(after: 60_000_000_000))
        guard case .register(let name, let stored)? = changes.first else {
            Issue.record("the register was not written")
            return
        }
        #expect(name.text == "house" && stored.register.pulses == Pulses(2))
        #expect(await bank.changedRegisters(at: try moment(after: 61_000_000_000)).isEmpty, "nothing changed since")
    }

    @Test("end their intervals by the new time when the clock is set")
    func realigned() async throws {
        let bank = MeterBank([try setup("pv", seconds: 60)], at: try moment(after: 0))
        await bank.realign(at: try moment(after: 3_600_000_000_000))
        #expect(await bank.readings(at: try moment(after: 3_659_000_000_000)).drafts.isEmpty)
        #expect(await bank.readings(at: try moment(after: 3_660_000_000_000)).drafts.count == 1)
    }

    @Test("count on from totals that another life reached, without showing them as power")
    func restored() async throws {
        let bank = MeterBank([try setup("pv", seconds: 60)], at: try moment(after: 0))
        await bank.restore([try Name("pv"): Register(pulses: Pulses(5000))], at: try moment(after: 30_000_000_000))
        let reading = try #require(await bank.readings(at: try moment(after: 60_000_000_000)).drafts.first)
        guard case .reading(let reading) = reading.message else {
            Issue.record("no reading")
            return
        }
        #expect(reading.pulses == Pulses(5000) && reading.power == Watts(0) && reading.intervalSeconds == 30)
    }
}
