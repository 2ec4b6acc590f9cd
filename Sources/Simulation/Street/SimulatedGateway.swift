import Gateway
import Ledger
import Logging
import Metering
import Meters
import Statements

/// An honest gateway: what outlives its process, and its life while it has one.
final class SimulatedGateway {
    /// What dies with the process.
    struct Life {
        let gateway: SteppedGateway
        let session: SimulatedSession
        let store: WatchedStore
    }

    let place: Int
    /// Another one from when it follows another version of the policy on, or has another card.
    var identity: LedgerIdentity
    /// How far it has followed the policy: the place of the version among all.
    var version = 0
    /// Which of ``StreetPolicies/cards`` it has.
    var card: Int
    /// Whether the first key of its log is gone, and the second signs alone.
    var hasLeftOldLogKey = false
    let disk: SimulatedDisk
    let clock: SimulatedClock
    let description: MeterDescription
    var life: Life?
    /// Counts lives.
    var lifeOrdinal = 0
    /// Counts connections.
    var sessionOrdinal = 0
    var isConnected = false
    /// Whether there is a way to the broker.
    var isLinked = true
    /// Whether the process dies with the next broken burst, and not only its connection.
    var diesWhenBroken = false
    /// When its loop looks at the time next; later and later while nothing happens.
    var patience: Duration = SimulatedGateway.shortestPatience
    var tickOrdinal = 0
    /// Tells whether the meters looked at the time since an event was put down.
    var readingOrdinal = 0
    /// How many pulses the meter ever made.
    var pulseCount: Int64 = 0
    var wantsReading = false
    var isTouched = false

    static let shortestPatience: Duration = .seconds(1)
    static let longestPatience: Duration = .seconds(600)

    var origin: Origin { identity.origin }

    init(place: Int, card: Int, identity: LedgerIdentity, cryptography: any Cryptography) throws {
        self.place = place
        self.card = card
        self.identity = identity
        disk = SimulatedDisk(cryptography)
        clock = SimulatedClock(ordinal: place)
        description = try MeterDescription(
            name: Name("pv"), constant: Rational(1000) ?? .one, direction: .production, obis: "1-0:2.8.0")
    }

    /// A process begins.
    /// - Throws: what the disk throws, and what no start may say.
    func begin(_ options: StreetOptions) async throws {
        let store = WatchedStore(options.plant.store(disk, origin))
        let session = SimulatedSession()
        let registers = try await store.registers()
        let meter = PulseMeter(
            description: description, profile: .s0, register: registers[description.name]?.register ?? Register())
        var limits = LedgerLimits()
        // Each attempt reads everything again; a disk is full for hours here.
        limits.storeRetry = .seconds(60)
        let parts = GatewayParts(
            identity: identity, store: store, broker: session, clock: clock, lines: [], indicators: [],
            companions: [],
            meters: [
                MeterSetup(
                    meter: meter, schedule: try IntervalSchedule(seconds: options.intervalSeconds), dialOffset: nil,
                    isLogged: true)
            ],
            registers: registers, configurationDigest: identity.cryptography.sha256([]), version: "simulation",
            buildDate: UnixTime(seconds: SimulatedClock.epoch - 86_400), registerSync: .seconds(5), limits: limits,
            pause: ReadingPause(), logger: Self.logger)
        life = Life(gateway: try await SteppedGateway(parts), session: session, store: store)
        lifeOrdinal += 1
        patience = Self.shortestPatience
    }

    /// Nobody reads it: what matters is told by the inspection.
    private static let logger = Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() }

    /// The meter makes pulses, which have just ended.
    func count(pulses: Int) async {
        guard let life else { return }
        let now = clock.sample().monotonic
        guard now.nanoseconds > 2_000_000_000 else { return }
        for pulse in 0..<pulses {
            let end = MonotonicTime(nanoseconds: now.nanoseconds - UInt64(pulses - pulse) * 100_000_000)
            let edge = Edge(polarity: .rising, time: end + .milliseconds(-50))
            await life.gateway.accept(.edge(meter: description.name, edge))
            await life.gateway.accept(.edge(meter: description.name, Edge(polarity: .falling, time: end)))
        }
        await life.gateway.accept(.drained(meters: [description.name], until: now))
        pulseCount += Int64(pulses)
    }
}
