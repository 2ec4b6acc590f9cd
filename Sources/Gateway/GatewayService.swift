import Ledger
import Logging
import Metering
import ServiceLifecycle
import Statements

/// The whole service, put together from its parts: what `heliograph run` runs and what a simulation runs.
package struct GatewayService: Service {
    private let services: [any Service]
    private let logger: Logger
    private let store: any LedgerStore
    private let broker: any Broker
    private let owner: OwnerService

    /// Reads the store, signs what a start must say, and builds the loops.
    /// - Throws: what the store throws, and ``LedgerError`` when a stored note is not what it should be.
    package init(_ parts: GatewayParts) async throws {
        let start = try await GatewayStart(parts)
        let session = BrokerSwitch(parts.broker)
        let lines = MeterLines(parts.lines)
        let ledger = try await LedgerService(
            store: parts.store, broker: session, timekeeper: start.timekeeper, limits: parts.limits, pace: start.pace,
            logger: parts.logger, keyRenewal: parts.keyRenewal, load: start.load, opening: start.opening,
            restoreRegisters: { [bank = start.bank, timekeeper = start.timekeeper] meters in
                await bank.restore(meters, at: timekeeper.now())
            })
        ledger.append(start.drafts, with: start.changes)
        let metering = MeteringService(
            bank: start.bank, lines: lines, ledger: ledger, timekeeper: start.timekeeper, pace: start.pace,
            pause: parts.pause, logger: parts.logger)
        let powerFail = parts.powerFail.map { line in
            PowerFailService(
                line: line, state: PowerFailState(isFailing: line.isActive), bank: start.bank, ledger: ledger,
                timekeeper: start.timekeeper, logger: parts.logger)
        }
        let status = StatusService(
            bank: start.bank, ledger: ledger, timekeeper: start.timekeeper, powerFail: powerFail?.state,
            indicators: parts.indicators,
            identity: StatusIdentity(version: parts.version, policyDigest: start.policyDigest), pace: start.pace)
        let watchdog = WatchdogService(
            parts.watchdog,
            loops: [
                WatchedLoop(name: "the metering loop") { [turns = metering.turns] in turns.count },
                WatchedLoop(name: "the ledger's loop") { [turns = ledger.turns] in turns.count },
                WatchedLoop(name: "the lines' thread") { lines.drainedUntil?.nanoseconds },
            ], clock: parts.clock, logger: parts.logger)
        let desk = OwnerDesk(
            parts: parts, bank: start.bank, lines: lines, ledger: ledger, broker: session,
            timekeeper: start.timekeeper, pace: start.pace)
        owner = OwnerService(desk: desk, source: parts.owner.requests)
        // A graceful shutdown goes from the last to the first, each waiting for the one before to end.
        let loops: [(any Service)?] = [watchdog, ledger, status, powerFail, metering, owner]
        services = parts.companions + loops.compactMap(\.self)
        logger = parts.logger
        store = parts.store
        broker = session
    }

    /// Reads the configuration again and takes it over, or says in the log why not.
    package func reload() { owner.reload() }

    /// Runs the loops as one group. A graceful shutdown takes a last reading, publishes and records what is signed, and
    /// ends.
    package func run() async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) },
                logger: logger))
        try await group.run()
        await broker.stop()
        await store.close()
    }
}
