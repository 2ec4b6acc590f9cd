import Gateway
import Ledger
import Metering
import Statements
import Testing

/// What a gateway says after a start of the life before: until when everything is on the disk, and how much may be missing.
@Suite("A restart says")
struct LastLifeTests {
    private let gateway: SimulatedGateway

    init() throws { gateway = try SimulatedGateway() }

    private func life(_ clock: VirtualClock) -> GatewayLife { GatewayLife(gateway: gateway, clock: clock) }

    private func clock(
        after seconds: Int64 = 0, synchronised: Bool = true, hardware: Bool = false, boot: UInt8
    ) throws -> VirtualClock {
        VirtualClock(
            utc: UnixTime(seconds: GatewayLife.noon.seconds + seconds), isSynchronised: synchronised,
            isKeptElsewhere: hardware, boot: try GatewayLife.boot(boot))
    }

    @Test("nothing in the first life of a log")
    func firstLife() async throws {
        let store = SimulatedStore()
        let life = life(try clock(boot: 1))
        try await life.run(on: store) { try await life.count(for: 3) }
        #expect(try await GatewayLife.log(of: gateway, in: store).restarts.isEmpty)
    }

    @Test("that there was a life before, however short")
    func shortLife() async throws {
        let store = SimulatedStore()
        let first = life(try clock(boot: 1))
        let cut = try await first.run(on: store, intervalSeconds: 3600) {}
        let second = life(try clock(after: 30, boot: 2))
        let log = try await GatewayLife.log(of: gateway, in: try await second.run(on: cut) {})
        let restart = try #require(log.restarts.first)
        #expect(restart.missing == 30)
    }

    @Test("how long nobody counted, from the newest reading on the disk", arguments: [true, false])
    func missing(isClean: Bool) async throws {
        let store = SimulatedStore()
        let first = life(try clock(boot: 1))
        let cut = try await first.run(on: store) { try await first.count(for: 8) }
        let disk = isClean ? store : cut
        let before = try await GatewayLife.log(of: gateway, in: disk)
        let saved = try #require(before.readings.last?.end)
        let second = life(try clock(after: 100, boot: 2))
        let log = try await GatewayLife.log(of: gateway, in: try await second.run(on: disk) {})
        let restart = try #require(log.restarts.first)
        #expect(log.restarts.count == 1 && restart.saved == saved)
        #expect(restart.missing == GatewayLife.noon.seconds + 100 - saved.seconds)
    }

    @Test("no more than the pause when a register had not moved for long")
    func nightfall() async throws {
        let store = SimulatedStore()
        let first = life(try clock(boot: 1))
        let cut = try await first.run(on: store) {
            try await first.count(for: 2)
            try await first.clock.advance(by: .seconds(60))  // it is dark: readings, but no pulses
        }
        let second = life(try clock(after: 80, boot: 2))
        let log = try await GatewayLife.log(of: gateway, in: try await second.run(on: cut) {})
        let restart = try #require(log.restarts.first)
        let missing = try #require(restart.missing)
        #expect((15...22).contains(missing), "\(missing) s: since the last reading, not since sunset")
    }

    @Test("nothing of how long when the clock was not set before, or is not now", arguments: [true, false])
    func unknownClock(wasSet: Bool) async throws {
        let store = SimulatedStore()
        let first = life(try clock(synchronised: wasSet, boot: 1))
        let cut = try await first.run(on: store) { try await first.count(for: 4) }
        let second = life(try clock(after: 50, synchronised: !wasSet, boot: 2))
        let log = try await GatewayLife.log(of: gateway, in: try await second.run(on: cut) {})
        #expect(log.restarts.count == 1 && log.restarts.allSatisfy { $0.missing == nil })
    }

    @Test("how long by the uptime, when the machine itself went on and no clock is set")
    func sameBoot() async throws {
        let store = SimulatedStore()
        let first = life(try clock(synchronised: false, boot: 1))
        let cut = try await first.run(on: store) { try await first.count(for: 4) }
        try await first.clock.advance(by: .seconds(30))
        let second = life(first.clock)
        let log = try await GatewayLife.log(of: gateway, in: try await second.run(on: cut) {})
        let restart = try #require(log.restarts.first)
        let missing = try #require(restart.missing)
        #expect((29...33).contains(missing))
    }

    @Test("nothing of how long when the clock says less than before: one of the two was wrong")
    func clockWentBack() async throws {
        let store = SimulatedStore()
        let first = life(try clock(after: 86_400 * 365, synchronised: false, hardware: true, boot: 1))
        let cut = try await first.run(on: store) { try await first.count(for: 4) }
        let second = life(try clock(after: 60, boot: 2))
        let log = try await GatewayLife.log(of: gateway, in: try await second.run(on: cut) {})
        #expect(log.restarts.count == 1 && log.restarts.allSatisfy { $0.missing == nil })
    }

    @Test("after a cut, registers are no further behind than register-sync")
    func registers() async throws {
        let store = SimulatedStore()
        let first = life(try clock(boot: 1))
        let cut = try await first.run(on: store, registerSync: .seconds(5)) { try await first.count(for: 20) }
        let registers = await cut.registers()
        let register = try #require(registers[try Name("pv")])
        #expect((15...20).contains(register.register.pulses.rawValue))
    }
}
