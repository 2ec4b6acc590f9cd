package import Ledger
package import Logging
package import Metering
package import ServiceLifecycle
package import Statements

/// What a gateway is made of. The program fills it with drivers, a simulation with its own.
package struct GatewayParts: Sendable {
    package var identity: LedgerIdentity
    package var store: any LedgerStore
    package var broker: any Broker
    package var clock: any GatewayClock
    /// `nil` when no meter has a GPIO line.
    package var lines: (any LineSource)?
    package var indicators: [any StatusIndicator]
    /// What the drivers need to have running beside the gateway; ended last.
    package var companions: [any Service]
    /// The meters with the registers that the store had.
    package var meters: [MeterSetup]
    /// What the store had of each meter.
    package var registers: [Name: StoredRegister]
    /// SHA-256 of the configuration, whose change is an event.
    package var configurationDigest: Digest
    package var version: String
    /// No clock that says less is believed.
    package var buildDate: UnixTime
    package var registerSync: Duration
    package var limits: LedgerLimits
    package var pause: ReadingPause
    package var logger: Logger

    package init(
        identity: LedgerIdentity, store: any LedgerStore, broker: any Broker, clock: any GatewayClock,
        lines: (any LineSource)?, indicators: [any StatusIndicator], companions: [any Service], meters: [MeterSetup],
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
