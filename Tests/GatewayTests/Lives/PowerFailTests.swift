import Gateway
import Ledger
import Metering
import Testing

@Suite("The power-fail line")
struct PowerFailTests {
    private let meter: Name
    private let gateway: SimulatedGateway
    private let clock: VirtualClock
    private let store = SimulatedStore()

    init() throws {
        meter = try Name("pv")
        gateway = try SimulatedGateway()
        clock = VirtualClock(utc: GatewayLife.noon, isSynchronised: true, boot: try GatewayLife.boot(1))
    }

    private func edge(_ polarity: Edge.Polarity) -> LineEvent {
        .edge(meter: meter, Edge(polarity: polarity, time: clock.sample().monotonic))
    }

    private func saved(in store: SimulatedStore) async -> Int64 {
        await store.registers()[meter]?.register.pulses.rawValue ?? 0
    }

    @Test("has every pulse saved at once, and every one after it")
    func savesAll() async throws {
        let line = SimulatedLines(rest: [])
        var life = GatewayLife(gateway: gateway, clock: clock)
        life.powerFail = PowerFailLine(source: line, isActive: false)
        // All of this happens within one interval, so that no reading saves them.
        let cut = try await life.run(on: store, registerSync: .seconds(60), intervalSeconds: 60) { [life] in
            for ordinal in 0..<5 {
                if ordinal == 3 { line.happen(edge(.rising)) }
                try await clock.advance(by: .milliseconds(100))
                try life.pulse()
            }
            for _ in 0..<50 where await saved(in: store) < 5 { try await clock.advance(by: .milliseconds(100)) }
        }
        #expect(await saved(in: cut) == 5)
    }

    @Test("that is active for long is an alarm, and stops saving every pulse")
    func isStuck() async throws {
        let line = SimulatedLines(rest: [])
        var life = GatewayLife(gateway: gateway, clock: clock)
        life.powerFail = PowerFailLine(source: line, isActive: false)
        try await life.run(on: store, registerSync: .seconds(60)) { [life] in
            line.happen(edge(.rising))
            try await life.count(for: 12)
            let before = await store.commitCount
            try await life.count(for: 3)
            // A reading a second, and what the simulated street publishes: but no commit every 20 ms.
            #expect(await store.commitCount - before < 40)
        }
    }
}
