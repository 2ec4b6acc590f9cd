import Gateway
import Ledger
import Metering
import Testing

@Suite("While the store fails")
struct FailingStoreTests {
    @Test(
        "every reading is taken, and signed once when the store is well again",
        arguments: SimulatedStore.Fate.allCases.filter(\.isFailure))
    func everyReading(_ fate: SimulatedStore.Fate) async throws {
        let gateway = try SimulatedGateway()
        let store = SimulatedStore()
        let clock = VirtualClock(utc: GatewayLife.noon, isSynchronised: true, boot: try GatewayLife.boot(1))
        let life = GatewayLife(gateway: gateway, clock: clock)
        // Tried again every 100 ms: a reading is taken now and then while the store is left alone.
        let cut = try await life.run(on: store) {
            try await life.count(for: 3)
            await store.foretell(fate, fate, .done, fate, .done, .done, fate)
            try await life.count(for: 8)
        }
        let readings = try await GatewayLife.log(of: gateway, in: cut).readings
        let ends = readings.map(\.end.seconds)
        let first = try #require(ends.first), last = try #require(ends.last)
        #expect(ends == Array(first...last) && ends.count >= 9, "one a second, none twice, none missing")
        #expect(readings.last?.pulses.rawValue ?? 0 >= 9)
        let issued = try await GatewayLife.issued(of: gateway, in: cut)
        #expect(issued == issued.sorted())
    }
}
