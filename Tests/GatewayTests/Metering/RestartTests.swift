import Gateway
import Ledger
import Metering
import Meters
import Statements
import Testing

@Suite("The end of a life, and the next")
struct RestartTests {
    private let opened = MonotonicTime(nanoseconds: 1_000_000_000)

    private func edge(_ number: UInt32, at milliseconds: UInt64) throws -> LineEvent {
        .edge(
            meter: try Name("pv"),
            Edge(
                polarity: number % 2 == 1 ? .rising : .falling,
                time: MonotonicTime(nanoseconds: milliseconds * 1_000_000), sequence: number))
    }

    private func log(of gateway: SimulatedGateway) async throws -> [Message] {
        try await gateway.store.entries(of: gateway.origin, from: 0, countLimit: .max, byteLimit: .max).map {
            try Message.decode(Entry(parsing: $0))
        }
    }

    /// Replaces the gateway's meter by one that goes on from a state.
    private func begin(
        _ gateway: inout SimulatedGateway, _ state: PulseFilterState, _ beginning: MeterBeginning
    ) async throws {
        let registers = await gateway.store.registers()
        let old = gateway.parts.meters[0]
        let meter = PulseMeter(
            description: old.meter.description, profile: .s0,
            register: registers[try Name("pv")]?.register ?? Register(), resuming: state)
        gateway.parts.registers = registers
        gateway.parts.meters = [
            MeterSetup(
                meter: meter, schedule: try IntervalSchedule(seconds: 3600), dialOffset: nil, isLogged: true,
                beginning: beginning)
        ]
    }

    /// Runs until the log is as wanted, then ends in good order.
    private func run(_ gateway: SimulatedGateway, until isEnough: ([Message]) -> Bool) async throws {
        try await gateway.runToTheEnd {
            while try await !isEnough(log(of: gateway)) {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    @Test("What was taken from the lines is counted, read and stored, and then nothing is missing")
    func goodOrder() async throws {
        var gateway = try SimulatedGateway()
        try await begin(&gateway, PulseFilterState(opened: opened), .anew)
        // Half a pulse is over when the lines are stopped.
        let drained = LineEvent.drained(meters: [try Name("pv")], until: opened)
        let lines = SimulatedLines(rest: [try edge(2, at: 2030), try edge(3, at: 2070)])
        lines.happen(drained)
        lines.happen(try edge(1, at: 2000))
        gateway.parts.lines = [lines]
        // No two readings end in one second, and an interval of an hour leaves only the last one to be taken.
        let clock = gateway.parts.clock
        let begun = clock.sample().utc.seconds
        try await run(gateway) { log in log.count >= 2 && clock.sample().utc.seconds > begun + 1 }
        let stored = await gateway.store.registers()[try Name("pv")]
        #expect(stored?.register == Register(pulses: Pulses(1)))
        let readings = try await log(of: gateway).compactMap { message -> Reading? in
            if case .reading(let reading) = message { reading } else { nil }
        }
        #expect(readings.last?.pulses == Pulses(1))
        let key = MeterBeginning.memorySetting(of: try Name("pv"))
        let memory = try #require(await gateway.store.setting(key).flatMap(LineMemory.init(bytes:)))
        #expect(memory.isComplete)

        // The next life: the other half of the pulse.
        try await begin(&gateway, memory.resumption, .resumed(at: memory.countedUntil, isComplete: true))
        gateway.parts.lines = [SimulatedLines(rest: [drained, try edge(4, at: 2100)])]
        gateway.parts.pause = ReadingPause()
        try await run(gateway) { log in log.contains(where: isRestart) }
        let last = await gateway.store.registers()[try Name("pv")]
        #expect(last?.register == Register(pulses: Pulses(2)))
        #expect(try await missing(gateway) == [0])
    }

    @Test("Where a life ended without storing what it took, seconds may be missing")
    func crash() async throws {
        var gateway = try SimulatedGateway()
        try await begin(&gateway, PulseFilterState(opened: opened), .anew)
        let copy = StoredRegister(
            register: Register(pulses: Pulses(7)), dialOffset: nil,
            savedAt: UnixTime(seconds: gateway.parts.clock.sample().utc.seconds - 100))
        try await gateway.store.commit([.register(try Name("pv"), copy)])
        try await begin(&gateway, PulseFilterState(opened: opened), .anew)
        try await run(gateway) { $0.count >= 2 }
        try await begin(
            &gateway, PulseFilterState(opened: opened), .resumed(at: opened, isComplete: false))
        gateway.parts.pause = ReadingPause()
        try await run(gateway) { log in log.contains(where: isRestart) }
        let seconds = try await missing(gateway)
        // Not a firm 0: the newest reading is on the disk, what was counted after it may not be.
        #expect(seconds.count == 1 && seconds[0] != nil)
    }

    private func isRestart(_ message: Message) -> Bool {
        guard case .event(let event) = message, case .restart = event.kind else { return false }
        return true
    }

    /// What the restarts of a log say.
    private func missing(_ gateway: SimulatedGateway) async throws -> [Int64?] {
        try await log(of: gateway).compactMap { message -> Int64?? in
            guard case .event(let event) = message, case .restart(_, let missing) = event.kind else { return nil }
            return .some(missing)
        }
    }
}
