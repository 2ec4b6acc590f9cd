package import Ledger
package import Logging
package import Metering
package import ServiceLifecycle
package import Statements

/// What a gateway is made of. The program fills it with drivers, a simulation with its own.
package struct GatewayParts: Sendable {
    /// Who it is on the ledger, and what it signs with.
    package var identity: LedgerIdentity
    /// Logs, notes and registers.
    package var store: any LedgerStore
    /// The session with the street's broker.
    package var broker: any Broker
    /// The machine's clocks.
    package var clock: any GatewayClock
    /// What the meters with GPIO lines are fed by; a meter that can be taken out by itself has a source of its own.
    package var lines: [any LineSource]
    /// What says that the power fails; `nil` on a board that cannot.
    package var powerFail: PowerFailLine?
    /// Who is told how the service is doing.
    package var indicators: [any StatusIndicator]
    /// Who starts the service again when it stands still; `nil` for nobody.
    package var watchdog: (any Watchdog)?
    /// What the drivers need to have running beside the gateway; ended last.
    package var companions: [any Service]
    /// The meters with the registers that the store had.
    package var meters: [MeterSetup]
    /// What the store had of each meter.
    package var registers: [Name: StoredRegister]
    /// SHA-256 of the configuration, whose change is an event.
    package var configurationDigest: Digest
    /// Where the owner asks, and where the configuration can be read again.
    package var owner = OwnerParts()
    /// The software's version, 1 to 64 printable ASCII characters; it stands in the genesis.
    package var version: String
    /// Where the statement key's file is renewed; `nil` while that is not being done.
    package var keyRenewal: (any KeyRenewal)?
    /// No clock that says less is believed.
    package var buildDate: UnixTime
    /// How old the registers' durable copy may be.
    package var registerSync: Duration
    /// What bounds the ledger's loop.
    package var limits: LedgerLimits
    /// Ends the readings before the service ends.
    package var pause: ReadingPause
    /// Where the service speaks.
    package var logger: Logger

    package init(
        identity: LedgerIdentity, store: any LedgerStore, broker: any Broker, clock: any GatewayClock,
        lines: [any LineSource], indicators: [any StatusIndicator], companions: [any Service], meters: [MeterSetup],
        registers: [Name: StoredRegister], configurationDigest: Digest, version: String, buildDate: UnixTime,
        registerSync: Duration, limits: LedgerLimits, pause: ReadingPause, logger: Logger
    ) {
        self.identity = identity
        self.store = store
        self.broker = broker
        self.clock = clock
        self.lines = lines
        self.indicators = indicators
        self.companions = companions
        self.meters = meters
        self.registers = registers
        self.configurationDigest = configurationDigest
        self.version = version
        self.buildDate = buildDate
        self.registerSync = registerSync
        self.limits = limits
        self.pause = pause
        self.logger = logger
    }
}

/// How a running gateway can be changed; by default, not at all.
package struct OwnerParts: Sendable {
    /// Where tools put their requests.
    package var requests: (any OwnerRequests)?
    /// Where the configuration can be read again.
    package var source: (any ConfigurationSource)?
    /// The configuration that the gateway starts with.
    package var configuration: OwnerConfiguration?

    package init(
        requests: (any OwnerRequests)? = nil, source: (any ConfigurationSource)? = nil,
        configuration: OwnerConfiguration? = nil
    ) {
        self.requests = requests
        self.source = source
        self.configuration = configuration
    }
}
