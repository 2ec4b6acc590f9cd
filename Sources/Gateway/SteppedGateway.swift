package import Ledger
import Metering

/// A gateway whose loops do nothing by themselves: whoever makes time pass hands in what happened and turns them. One task
/// that steps several gateways in an order of its choice has the same run every time.
///
/// What runs in a turn is what ``GatewayService`` runs: the start, the ledger's loop, the taking of readings. Status, light,
/// owner's requests and the lines' threads are not here.
package final class SteppedGateway {
    private let bank: MeterBank
    private let ledger: LedgerService
    private let metering: MeteringService
    private var synced: MonotonicTime?

    /// Reads the store, and has what a start must say wait for the first turn.
    /// - Throws: what ``GatewayService/init(_:)`` throws.
    package init(_ parts: GatewayParts) async throws {
        let start = try await GatewayStart(parts)
        let bank = start.bank
        ledger = try await LedgerService(
            store: parts.store, broker: parts.broker, timekeeper: start.timekeeper, limits: parts.limits,
            pace: start.pace, logger: parts.logger, load: start.load, opening: start.opening,
            restoreRegisters: { [timekeeper = start.timekeeper] meters in
                await bank.restore(meters, at: timekeeper.now())
            })
        ledger.append(start.drafts, with: start.changes)
        metering = MeteringService(
            bank: bank, lines: MeterLines([]), ledger: ledger, timekeeper: start.timekeeper, pace: start.pace,
            pause: parts.pause, logger: parts.logger)
        self.bank = bank
    }

    /// Something happened on a line; counted at once.
    package func accept(_ event: LineEvent) async { await bank.accept(event) }

    /// Something happened in the session with the broker; for the next turn of the ledger.
    package func hear(_ event: BrokerEvent) { ledger.hear(event) }

    /// Has the ledger's machines look at the time in their next turn.
    package func look() { ledger.look() }

    /// Looks at the clock and takes the readings that are due; they are signed in the next turn of the ledger.
    /// - Returns: how long until the next interval ends.
    package func turnMetering() async -> Duration { await metering.turn(&synced) }

    /// Decides about all that has come in, commits, and publishes.
    package func turnLedger() async { await ledger.turn() }

    /// The machines as they are between two turns.
    package var street: Street { get async { await ledger.street } }

    /// What waits in memory.
    package var backlog: LedgerBacklog { get async { await ledger.backlog } }
}
