import Gateway
import Metering
import Meters
import Statements
import Testing

/// A month in the life of the loops that ship, without a broker.
@Suite("The broker is gone for a month")
struct MissingBrokerTests {
    private static let interval_s: Int64 = 900

    private func life(
        of gateway: SimulatedGateway, under clock: VirtualClock, _ broker: WindowedBroker
    ) async throws -> SteppedGateway {
        var parts = gateway.parts
        parts.clock = clock
        parts.broker = broker
        parts.buildDate = GatewayLife.buildDate
        let schedule = try IntervalSchedule(seconds: Self.interval_s)
        parts.meters = parts.meters.map { setup in
            var setup = setup
            setup.schedule = schedule
            setup.meter = PulseMeter(
                description: setup.meter.description, profile: .s0, register: Register(),
                opened: clock.sample().monotonic)
            return setup
        }
        return try await SteppedGateway(parts)
    }

    @Test("readings accumulate on the disk, and go out in order, none missing, a repetition with the same bytes")
    func month() async throws {
        let gateway = try SimulatedGateway()
        let (clock, broker) = (
            VirtualClock(utc: GatewayLife.noon, isSynchronised: true, boot: try GatewayLife.boot(1)), WindowedBroker()
        )
        let life = try await life(of: gateway, under: clock, broker)
        _ = await life.turnMetering()  // the first interval ends a quarter of an hour from now
        let count = 30 * 96
        for _ in 0..<count {
            clock.pass(.seconds(Self.interval_s - 1))
            let (meter, start) = (try Name("pv"), clock.sample().monotonic)
            await life.accept(.edge(meter: meter, Edge(polarity: .rising, time: start)))
            await life.accept(.edge(meter: meter, Edge(polarity: .falling, time: start + .milliseconds(30))))
            clock.pass(.seconds(1))
            _ = await life.turnMetering()
            await life.turnLedger()
        }
        let backlog = await life.backlog
        #expect(backlog.statementCount == 0 && backlog.messageCount < 8, "what waits is on the disk: \(backlog)")
        #expect(broker.published.isEmpty)

        // It is back, and goes once more when a third is sent and half of a window is not acknowledged.
        life.hear(.connected)
        var isBroken = false
        for _ in 0..<1000 where Set(broker.indices).count <= count {
            life.look()
            await life.turnLedger()
            if !isBroken, broker.indices.count > count / 3 {
                isBroken = true
                life.hear(broker.lose())
                await life.turnLedger()
                life.hear(.connected)
            } else {
                life.hear(broker.acknowledge())
            }
            clock.pass(.milliseconds(500))
        }
        let entries = await gateway.store.entries(of: gateway.origin, from: 0, countLimit: .max, byteLimit: .max)
        let statements = broker.published.filter { $0.index != nil }
        #expect(statements.count > entries.count, "none was repeated")
        #expect(statements.allSatisfy { $0.payload == entries[Int($0.index ?? 0)] })
        var end: UInt64 = 0
        for index in broker.indices {
            #expect(index <= end, "\(end) is missing before \(index)")
            end = max(end, index + 1)
        }
        #expect(end == UInt64(entries.count))
        let readings = try entries.map { try Message.decode(Entry(parsing: $0)) }.readings
        #expect(readings.count == count, "\(readings.count), \(readings.last?.pulses.rawValue ?? 0) pulses")
        #expect(readings.last?.pulses == Pulses(Int64(count)))
    }
}

extension WindowedBroker {
    fileprivate var indices: [UInt64] { published.compactMap(\.index) }
}
