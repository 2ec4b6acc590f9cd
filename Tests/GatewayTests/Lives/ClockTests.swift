import Gateway
import Ledger
import Metering
import Statements
import Testing

/// What DESIGN calls time, on the whole gateway: what its signed statements say when the clock does what clocks do.
@Suite("A gateway under a clock that")
struct ClockTests {
    private let gateway: SimulatedGateway
    private let store = SimulatedStore()

    init() throws { gateway = try SimulatedGateway() }

    private func life(
        at utc: UnixTime, synchronised: Bool = false, hardware: Bool = false, boot: UInt8 = 1
    ) throws -> GatewayLife {
        GatewayLife(
            gateway: gateway,
            clock: VirtualClock(
                utc: utc, isSynchronised: synchronised, isKeptElsewhere: hardware, boot: try GatewayLife.boot(boot)))
    }

    private func log() async throws -> [Message] { try await GatewayLife.log(of: gateway, in: store) }

    /// One pulse a second is 3600 W with 1000 impulses per kWh; readings of a second may see two of them.
    private func expectNoSpike(_ readings: [Reading]) {
        #expect(!readings.isEmpty)
        for reading in readings { #expect(reading.power.rawValue <= 9000, "\(reading)") }
        let pulses = readings.map(\.pulses.rawValue)
        #expect(pulses == pulses.sorted())
    }

    @Test("is set for the first time: an anchor dates what came before")
    func firstSynchronisation() async throws {
        let life = try life(at: UnixTime(seconds: 0))
        try await life.run(on: store) {
            try await life.count(for: 4)
            life.clock.synchronise(at: GatewayLife.noon)
            try await life.count(for: 4)
        }
        let log = try await log()
        let (relative, dated) = (
            log.readings.filter { $0.clock == .relative }, log.readings.filter { $0.clock == .synchronised }
        )
        let anchors = log.events.filter { $0.kind == .anchor }
        let anchor = try #require(anchors.first?.stamp)
        #expect(anchors.count == 1 && anchor.quality == .synchronised)
        #expect(try anchor.boot == GatewayLife.boot(1))
        #expect(!relative.isEmpty && !dated.isEmpty)
        for reading in relative {
            #expect(reading.boot == anchor.boot && reading.end >= GatewayLife.buildDate)
            // Its true time, as an auditor works it out.
            let uptime = try #require(reading.uptimeSeconds)
            let ago = Int64(anchor.uptime.nanoseconds / 1_000_000_000) - uptime
            #expect((0...6).contains(ago), "some seconds before the anchor")
        }
        for reading in dated { #expect(reading.boot == nil && reading.end >= GatewayLife.noon) }
        #expect(!log.kinds.contains { if case .clockStep = $0 { true } else { false } }, "it was not believed before")
        expectNoSpike(log.readings)
    }

    @Test("jumps: an event says so, and power does not notice", arguments: [3600, -3600, 86_400 * 365])
    func step(seconds: Int64) async throws {
        let life = try life(at: GatewayLife.noon, synchronised: true)
        try await life.run(on: store) {
            try await life.count(for: 4)
            life.clock.step(by: .seconds(seconds))
            try await life.count(for: 4)
        }
        let log = try await log()
        let steps = log.kinds.compactMap { kind -> Int64? in
            if case .clockStep(let before, let after) = kind { after.seconds - before.seconds } else { nil }
        }
        #expect(steps == [seconds])
        expectNoSpike(log.readings)
        for reading in log.readings { #expect(reading.intervalSeconds <= 2) }
        #expect(log.readings.count >= 5, "readings go on")
        let last = try #require(log.readings.last)
        #expect(abs(last.end.seconds - GatewayLife.noon.seconds - seconds) < 20)
    }

    @Test("says 1970 at every start: dates never go back, and how long nobody counted is not guessed")
    func noHardwareClock() async throws {
        var cut = store
        for boot in UInt8(1)...3 {
            let life = try life(at: UnixTime(seconds: 7), boot: boot)
            cut = try await life.run(on: cut) { try await life.count(for: 5) }
        }
        let log = try await GatewayLife.log(of: gateway, in: cut)
        let ends = log.readings.map(\.end)
        #expect(ends == ends.sorted() && ends.allSatisfy { $0 >= GatewayLife.buildDate })
        #expect(log.readings.allSatisfy { $0.clock == .relative })
        #expect(log.restarts.count == 2)
        #expect(log.restarts.allSatisfy { $0.missing == nil })
        #expect(Set(log.readings.map(\.boot)).count == 3)
        let issued = try await GatewayLife.issued(of: gateway, in: cut)
        #expect(issued == issued.sorted())
    }

    @Test("is a year off until it is set: the step and the anchor say so", arguments: [1, -1])
    func wrongHardwareClock(years: Int64) async throws {
        let wrong = UnixTime(seconds: GatewayLife.noon.seconds + years * 86_400 * 365)
        let life = try life(at: wrong, hardware: true)
        try await life.run(on: store) {
            try await life.count(for: 3)
            life.clock.synchronise(at: GatewayLife.noon)
            try await life.count(for: 3)
        }
        let log = try await log()
        let isBelieved = wrong >= GatewayLife.buildDate
        #expect(log.readings.first?.clock == (isBelieved ? .informative : .relative))
        let told = log.events.filter { event in
            switch event.kind {
            case .clockStep, .anchor: true
            default: false
            }
        }
        // Who was dated a year off, and when it was found out, can be read from these two.
        #expect(told.count == (isBelieved ? 2 : 1) && told.last?.kind == .anchor)
        #expect(told.last?.stamp.quality == .synchronised)
        #expect(log.readings.last?.clock == .synchronised)
        expectNoSpike(log.readings)
    }

    @Test("is set to a time before this software was made: it is not believed")
    func beforeBuildDate() async throws {
        let life = try life(at: UnixTime(seconds: GatewayLife.buildDate.seconds - 86_400), synchronised: true)
        try await life.run(on: store) { try await life.count(for: 4) }
        let log = try await log()
        #expect(log.readings.allSatisfy { $0.clock == .relative && $0.end >= GatewayLife.buildDate })
        #expect(!log.kinds.contains(.anchor))
    }

    @Test("went on while the machine slept: a step says for how long, and nothing was counted in it")
    func suspended() async throws {
        let life = try life(at: GatewayLife.noon, synchronised: true)
        try await life.run(on: store) {
            try await life.count(for: 4)
            life.clock.step(by: .seconds(7200))  // CLOCK_MONOTONIC stands still meanwhile
            try await life.count(for: 4)
        }
        let log = try await log()
        #expect(log.readings.last?.pulses.rawValue ?? 0 >= 6)
        #expect(log.readings.allSatisfy { $0.intervalSeconds <= 2 }, "the sleep is in no interval")
        #expect(log.kinds.contains { if case .clockStep = $0 { true } else { false } })
    }
}
