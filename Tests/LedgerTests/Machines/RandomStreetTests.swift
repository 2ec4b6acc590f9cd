import Metering
import Testing

@Suite("A street where everything goes wrong at random") struct RandomStreetTests {
    @Test("keeps its promises, and records everything once it is left alone", arguments: 1...6 as ClosedRange<UInt64>)
    func chaos(seed: UInt64) async throws {
        let street = try Neighbourhood(seed: seed)
        try await street.startAll()
        for _ in 0..<60 {
            await step(street)
            await street.run(.milliseconds(250 * Int.random(in: 1...16, using: &street.generator)))
        }
        street.faults = WireFaults()
        street.crashProbability = 0
        street.isCounting = false
        for gateway in street.gateways {
            gateway.quality = .synchronised
            if gateway.street == nil { try await street.start(gateway) }
            if !gateway.isConnected { await street.connect(gateway) }
        }
        let isRecorded = await street.run(atMost: .seconds(180)) {
            street.gateways.allSatisfy { $0.size > 0 && $0.recordedSize == $0.size }
        }
        #expect(isRecorded, "\(street.gateways.map { "\($0.recordedSize) of \($0.size)" })")
        try await street.inspect()
    }

    /// One thing that happens to a street.
    private func step(_ street: Neighbourhood) async {
        let gateway = street.gateways[Int.random(in: 0..<4, using: &street.generator)]
        switch Int.random(in: 0..<12, using: &street.generator) {
        case 0: street.kill(gateway)
        case 1, 2, 3:
            for gateway in street.gateways where gateway.street == nil { try? await street.start(gateway) }
        case 4: await street.restartBroker()
        case 5: street.faults = WireFaults(loss: 0.2, repetition: 0.1, delay: .seconds(3))
        case 6: street.faults = WireFaults(loss: 0, repetition: 0.3, delay: .seconds(12))
        case 7: street.faults = WireFaults()
        case 8: street.disconnect(gateway)
        case 9: if gateway.street != nil { await street.connect(gateway) }
        case 10: gateway.quality = gateway.quality == .synchronised ? .relative : .synchronised
        default: street.crashProbability = street.crashProbability == 0 ? 0.01 : 0
        }
    }
}
