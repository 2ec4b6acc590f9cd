import Gateway
import Ledger
import Metering
import Meters
import ServiceLifecycle
import Signing
import Statements
import Testing

/// A gateway with a simulated meter `pv` that counts about ten pulses a second, and an owner who can ask it.
struct OwnedGateway {
    var gateway: SimulatedGateway
    let owner: SimulatedOwner

    init() throws {
        var gateway = try SimulatedGateway()
        var configuration = GatewayConfiguration(origin: gateway.origin)
        configuration.registerSync = .seconds(1)
        configuration.meters = [try Self.meter("pv")]
        let digest = OpenSSLCryptography().sha256([])
        let file = OwnerConfiguration(
            configuration: configuration, digest: digest, policyDigest: nil, accessDigest: digest)
        owner = SimulatedOwner(file)
        gateway.parts.meters = try configuration.meters.map { try $0.setup() }
        gateway.parts.owner = OwnerParts(requests: owner, source: owner, configuration: file)
        self.gateway = gateway
    }

    /// One that reads once an hour and saves once a minute: mostly nothing but the owner's requests is committed.
    static func quiet() throws -> Self {
        var owned = try Self()
        owned.gateway.parts.meters = [try meter("pv", interval: 3600).setup()]
        owned.gateway.parts.registerSync = .seconds(60)
        return owned
    }

    /// A house that draws some 36 kW, at 1000 impulses a kWh unless it is said otherwise.
    static func meter(_ name: String, impulses: String = "1000", interval: Int64 = 1) throws -> MeterConfiguration {
        let description = try MeterDescription(
            name: Name(name), constant: #require(Rational(parsing: impulses)), direction: .production,
            obis: "1-0:2.8.0")
        let household = try SimulatedHousehold(yearlyKilowattHours: 320_000, longitude: 10, seed: 1)
        return MeterConfiguration(
            description: description, source: .simulated(.household(household)), intervalSeconds: interval,
            isLogged: true)
    }

    /// Another file: its configuration, and with it its hash.
    func write(_ change: (inout GatewayConfiguration) -> Void) {
        owner.write { file in
            change(&file.configuration)
            file.digest = OpenSSLCryptography().sha256(Array("\(file.configuration)".utf8))
        }
    }

    /// Runs it while `body` does.
    func run(_ body: @Sendable () async throws -> Void) async throws {
        let service = try await GatewayService(gateway.parts)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run() }
            try await body()
            group.cancelAll()
            try? await group.waitForAll()
        }
    }

    var log: [Message] {
        get async throws {
            try await gateway.store.entries(of: gateway.origin, from: 0, countLimit: .max, byteLimit: .max).map {
                try Message.decode(Entry(parsing: $0))
            }
        }
    }

    /// Waits until the log holds something.
    func awaits(_ condition: ([Message]) -> Bool) async throws {
        while !condition(try await log) { try await Task.sleep(for: .milliseconds(20)) }
    }

    func readings(of meter: String) async throws -> [Reading] {
        try await log.compactMap { message in
            if case .reading(let reading) = message, reading.meter.text == meter { reading } else { nil }
        }
    }

    var events: [Event] {
        get async throws { try await log.compactMap { if case .event(let event) = $0 { event } else { nil } } }
    }
}
