import Gateway
import Ledger
import Metering
import Meters
import Statements
import Testing

/// One life of a simulated gateway with a meter on a line, under a clock that the test moves.
struct GatewayLife {
    let gateway: SimulatedGateway
    let clock: VirtualClock
    let lines = SimulatedLines(rest: [])
    var powerFail: PowerFailLine?

    /// When the software of these tests was made.
    static let buildDate = UnixTime(seconds: 1_767_225_600)
    /// A time at which it may run.
    static let noon = UnixTime(seconds: 1_800_000_000)

    static func boot(_ number: UInt8) throws -> BootIdentity {
        try #require(BootIdentity([UInt8](repeating: number, count: 8)))
    }

    private func parts(
        store: SimulatedStore, registerSync: Duration, intervalSeconds: Int64
    ) async throws -> GatewayParts {
        var parts = gateway.parts
        let registers = await store.registers()
        parts.store = store
        parts.clock = clock
        parts.lines = [lines]
        parts.powerFail = powerFail
        parts.registers = registers
        parts.buildDate = Self.buildDate
        parts.registerSync = registerSync
        parts.pause = ReadingPause()
        parts.broker = SimulatedBroker()
        let schedule = try IntervalSchedule(seconds: intervalSeconds)
        parts.meters = parts.meters.map { setup in
            var setup = setup
            setup.schedule = schedule
            setup.meter = PulseMeter(
                description: setup.meter.description, profile: .s0,
                register: registers[setup.meter.description.name]?.register ?? Register(),
                opened: clock.sample().monotonic)
            return setup
        }
        return parts
    }

    /// Runs the gateway while `body` does something to it.
    /// - Returns: what the disk held when `body` returned: as after a power cut, if `body` does not stop the gateway.
    @discardableResult
    func run(
        on store: SimulatedStore, registerSync: Duration = .seconds(5), intervalSeconds: Int64 = 1,
        _ body: () async throws -> Void
    ) async throws -> SimulatedStore {
        let parts = try await parts(store: store, registerSync: registerSync, intervalSeconds: intervalSeconds)
        let service = try await GatewayService(parts)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run() }
            try await clock.advance(by: .seconds(1))
            try await body()
            let cut = await store.copy()
            group.cancelAll()
            try? await group.waitForAll()
            return cut
        }
    }

    /// Counts one pulse a second for a while.
    func count(for seconds: Int) async throws {
        for _ in 0..<seconds {
            try await clock.advance(by: .seconds(1))
            try pulse()
        }
        try await clock.advance(by: .milliseconds(200))
    }

    /// A pulse of 30 ms that ends now.
    func pulse() throws {
        let (meter, end) = (try Name("pv"), clock.sample().monotonic)
        let start = MonotonicTime(nanoseconds: end.nanoseconds - 30_000_000)
        lines.happen(.edge(meter: meter, Edge(polarity: .rising, time: start)))
        lines.happen(.edge(meter: meter, Edge(polarity: .falling, time: end)))
    }

    /// What a log says, oldest first.
    static func log(of gateway: SimulatedGateway, in store: SimulatedStore) async throws -> [Message] {
        try await entries(of: gateway, in: store).map { try Message.decode($0) }
    }

    /// When each entry was signed, by its own word.
    static func issued(of gateway: SimulatedGateway, in store: SimulatedStore) async throws -> [UnixTime] {
        try await entries(of: gateway, in: store).map { try StatementHeader(of: $0).issuedAt }
    }

    private static func entries(of gateway: SimulatedGateway, in store: SimulatedStore) async throws -> [Entry] {
        try await store.entries(of: gateway.origin, from: 0, countLimit: .max, byteLimit: .max).map {
            try Entry(parsing: $0)
        }
    }
}

extension [Message] {
    var readings: [Reading] { compactMap { if case .reading(let reading) = $0 { reading } else { nil } } }
    var events: [Event] { compactMap { if case .event(let event) = $0 { event } else { nil } } }
    var kinds: [Event.Kind] { events.map(\.kind) }
    /// Of all restarts, what each says is saved and missing.
    var restarts: [(saved: UnixTime, missing: Int64?)] {
        kinds.compactMap { if case .restart(let saved, let missing) = $0 { (saved, missing) } else { nil } }
    }
}
