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

    private func setup(
        _ name: String, seconds: Int64, isLogged: Bool = true, resuming state: PulseFilterState? = nil,
        beginning: MeterBeginning = .anew
    ) throws -> MeterSetup {
        let description = try MeterDescription(
            name: try Name(name), constant: try #require(Rational(parsing: "1000")), ratio: .one,
            direction: .production,
            obis: "1-0:2.8.0")
        return MeterSetup(
            meter: PulseMeter(
                description: description, profile: .s0, register: Register(),
                resuming: state ?? PulseFilterState(opened: nil)),
            schedule: try IntervalSchedule(seconds: seconds), dialOffset: nil, isLogged: isLogged,
            beginning: beginning)
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
        let scale = EnergyScale(
            of: try setup("pv", seconds: 60).meter.description, carriedEnergy: Joules(7), carriedPulses: Pulses(5000))
        let meter = RestoredMeter(
            register: Register(pulses: Pulses(5000)), scale: scale, dialOffset: Joules(100))
        await bank.restore([try Name("pv"): meter], at: try moment(after: 30_000_000_000))
        let reading = try #require(await bank.readings(at: try moment(after: 60_000_000_000)).drafts.first)
        guard case .reading(let reading) = reading.message else {
            Issue.record("no reading")
            return
        }
        #expect(reading.pulses == Pulses(5000) && reading.power == Watts(0) && reading.intervalSeconds == 30)
        #expect(reading.energy == Joules(7) && reading.dial == Joules(107))
    }

    /// A line that was requested at the beginning of these tests' time.
    private var requested: PulseFilterState {
        PulseFilterState(opened: MonotonicTime(nanoseconds: 1_000_000_000_000))
    }

    private func numbered(_ events: [LineEvent], from first: UInt32) -> [LineEvent] {
        zip(first..., events).map { number, event in
            guard case .edge(let meter, var edge) = event else { return event }
            edge.sequence = number
            return .edge(meter: meter, edge)
        }
    }

    @Test("show as power what waited in the kernel, over as long as it took to come")
    func waited() async throws {
        // The former life ended 40 s ago; the interval ends in 20 s.
        let ended = MonotonicTime(nanoseconds: 1_000_000_000_000 + 60_000_000_000)
        let setup = try setup(
            "pv", seconds: 60, resuming: requested, beginning: .resumed(at: ended, isComplete: true))
        let bank = MeterBank([setup], at: try moment(after: 100_000_000_000))
        for pulse in 0..<10 {
            for event in try numbered(
                self.pulse(at: 61_000_000_000 + UInt64(pulse) * 4_000_000_000, on: "pv"), from: UInt32(1 + 2 * pulse))
            {
                await bank.accept(event)
            }
        }
        let draft = try #require(await bank.readings(at: try moment(after: 120_000_000_000)).drafts.first)
        guard case .reading(let reading) = draft.message else {
            Issue.record("no reading")
            return
        }
        #expect(reading.intervalSeconds == 60 && reading.pulses == Pulses(10) && reading.power == Watts(600))
    }

    @Test("store a line with its register, with each reading, and as complete at the end")
    func memories() async throws {
        let bank = MeterBank([try setup("pv", seconds: 60, resuming: requested)], at: try moment(after: 0))
        func stored(_ changes: [LedgerChange]) -> (pulses: Int64?, memory: LineMemory?) {
            var (pulses, memory): (Int64?, LineMemory?) = (nil, nil)
            for change in changes {
                switch change {
                case .register(_, let copy): pulses = copy.register.pulses.rawValue
                case .setting("line/pv", let bytes): memory = LineMemory(bytes: bytes)
                default: Issue.record("unexpected change")
                }
            }
            return (pulses, memory)
        }
        for event in try numbered(pulse(at: 1_000_000_000, on: "pv"), from: 1) { await bank.accept(event) }
        let first = stored(await bank.changedRegisters(at: try moment(after: 2_000_000_000)))
        #expect(first.pulses == 1 && first.memory?.isComplete == false)
        #expect(await bank.changedRegisters(at: try moment(after: 3_000_000_000)).isEmpty)
        // A next life's interval must not begin before a reading that was taken.
        let reading = try moment(after: 60_000_000_000)
        let second = stored(await bank.changedRegisters(at: reading, withReadings: true))
        #expect(second.pulses == nil && second.memory?.countedUntil == reading.monotonic)
        let last = stored(await bank.changedRegisters(at: try moment(after: 61_000_000_000), isLast: true))
        #expect(last.memory?.isComplete == true)
    }

    @Test("leave silence undecided until their line is drained, however late that is")
    func drained() async throws {
        let bank = MeterBank([try setup("pv", seconds: 60, resuming: requested)], at: try moment(after: 0))
        let edges = try numbered(pulse(at: 1_000_000_000, on: "pv"), from: 1)
        func pulses(after nanoseconds: UInt64) async throws -> Int64? {
            _ = await bank.readings(at: try moment(after: nanoseconds))
            return await bank.momentary(at: try moment(after: nanoseconds)).values.first?.register.pulses.rawValue
        }
        func drained(until nanoseconds: UInt64) async throws {
            let time = MonotonicTime(nanoseconds: 1_000_000_000_000 + nanoseconds)
            await bank.accept(.drained(meters: [try Name("pv")], until: time))
        }
        try await drained(until: 500_000_000)
        await bank.accept(edges[0])
        // The thread that drains the line is late: the falling edge, 40 ms later, may be there.
        #expect(try await pulses(after: 9_000_000_000) == 0)
        try await drained(until: 1_009_000_000)
        #expect(try await pulses(after: 9_000_000_000) == 0)
        try await drained(until: 1_010_000_000)
        #expect(try await pulses(after: 9_000_000_000) == 1)
        await bank.accept(edges[1])
        #expect(try await pulses(after: 9_000_000_000) == 1)
    }
}
