import Gateway
import Ledger
import Metering
import ServiceLifecycle
import Statements
import Testing

@Suite("The ledger's loop")
struct LedgerServiceTests {
    /// Runs a gateway until its log has some entries, then stops reading and shuts down.
    private func run(_ gateway: SimulatedGateway, entries count: Int, before: () async throws -> Void = {}) async throws
    {
        try await before()
        let service = try await GatewayService(gateway.parts)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run() }
            while await gateway.store.entries(of: gateway.origin, from: 0, countLimit: .max, byteLimit: .max).count
                < count
            {
                try await Task.sleep(for: .milliseconds(20))
            }
            group.cancelAll()
            try? await group.waitForAll()
        }
    }

    private func log(of gateway: SimulatedGateway) async throws -> [Message] {
        try await gateway.store.entries(of: gateway.origin, from: 0, countLimit: .max, byteLimit: .max).map {
            try Message.decode(Entry(parsing: $0))
        }
    }

    @Test("begins a log with its genesis and goes on with readings")
    func genesis() async throws {
        let gateway = try SimulatedGateway()
        try await run(gateway, entries: 4)
        let log = try await log(of: gateway)
        guard case .genesis(let genesis) = log.first else {
            Issue.record("entry 0 is no genesis")
            return
        }
        #expect(genesis.meters.map(\.name.text) == ["pv"])
        #expect(log.contains { if case .reading = $0 { true } else { false } })
    }

    @Test("publishes the bytes that are stored, in order, and none before they are stored")
    func publishesWhatIsStored() async throws {
        let gateway = try SimulatedGateway()
        try await run(gateway, entries: 6)
        let stored = await gateway.store.entries(of: gateway.origin, from: 0, countLimit: .max, byteLimit: .max)
        let published = gateway.broker.published.filter { $0.contentType == BrokerMessage.statementType }.map(\.payload)
        #expect(!published.isEmpty && published == Array(stored.prefix(published.count)))
    }

    @Test(
        "signs each statement once, whatever becomes of a commit",
        arguments: SimulatedStore.Fate.allCases.filter(\.isFailure))
    func failedCommit(_ fate: SimulatedStore.Fate) async throws {
        let gateway = try SimulatedGateway()
        try await run(gateway, entries: 9) { await gateway.store.foretell(fate, .done, fate) }
        let log = try await log(of: gateway)
        #expect(log.filter { if case .genesis = $0 { true } else { false } }.count == 1)
        let ends = log.compactMap { if case .reading(let reading) = $0 { reading.end.seconds } else { nil } }
        #expect(Set(ends).count == ends.count && ends == ends.sorted())
        // What a failed commit leaves unacknowledged goes out again, with the same bytes.
        var published: [UInt64: [UInt8]] = [:]
        var order: [UInt64] = []
        for message in gateway.broker.published {
            guard let index = message.index else { continue }
            if published[index] == nil { order.append(index) }
            #expect(published[index] == nil || published[index] == message.payload, "entry \(index) has two contents")
            published[index] = message.payload
        }
        #expect(order == order.sorted(), "a statement went out before one below it")
    }
}
