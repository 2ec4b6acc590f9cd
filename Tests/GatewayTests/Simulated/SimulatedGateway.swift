import Gateway
import Ledger
import Logging
import Metering
import Meters
import ServiceLifecycle
import Signing
import Statements
import Testing

/// A gateway of a street of one, over a simulated store and broker.
struct SimulatedGateway {
    let origin: Origin
    let store = SimulatedStore()
    let broker = SimulatedBroker()
    let pause = ReadingPause()
    var parts: GatewayParts

    init() throws {
        let cryptography = OpenSSLCryptography()
        origin = try Origin("test.street/roof-a")
        let (log, mirror) = (try PrivateKey.generate(.ed25519), try PrivateKey.generate(.ed25519))
        let policy = try Policy(
            logs: [.log(of: origin, log.publicKey, cryptography)],
            mirrors: [.mirror(of: origin, mirror.publicKey, cryptography)], cryptography)
        let identity = try LedgerIdentity(
            origin: origin, policy: policy, cryptography: cryptography,
            statementSigner: try PrivateKey.generate(.ed25519),
            logSigner: log, mirrorSigner: mirror)
        let description = try MeterDescription(
            name: try Name("pv"), constant: try #require(Rational(parsing: "1000")), ratio: .one,
            direction: .production,
            obis: "1-0:2.8.0")
        let meter = PulseMeter(description: description, profile: .s0, register: Register())
        parts = GatewayParts(
            identity: identity, store: store, broker: broker, clock: try SimulatedClock(), lines: [], indicators: [],
            companions: [],
            meters: [
                MeterSetup(
                    meter: meter, schedule: try IntervalSchedule(seconds: 1), dialOffset: nil, isLogged: true)
            ], registers: [:], configurationDigest: cryptography.sha256([]), version: "test",
            buildDate: UnixTime(seconds: 1_767_225_600), registerSync: .seconds(1), limits: Self.limits, pause: pause,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Runs it while `body` does, then ends it in good order.
    func runToTheEnd(_ body: () async throws -> Void) async throws {
        let service = try await GatewayService(parts)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [.init(service: service)], logger: parts.logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await body()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private static var limits: LedgerLimits {
        var limits = LedgerLimits()
        limits.tick = .milliseconds(20)
        limits.storeRetry = .milliseconds(100)
        limits.drain = .milliseconds(500)
        return limits
    }
}
