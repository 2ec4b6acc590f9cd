import Ledger
import Logging
import Metering
import ServiceLifecycle

/// Saves the registers when the board says that its power fails: at once, and then every change, until the power is back.
///
/// What the board's capacitors must bridge is one commit. A line that stays active for longer than they can last is
/// wired wrongly, and saving every pulse for ever would wear the card out: so it ends after ``longestSaving``.
struct PowerFailService: Service {
    /// How long every change of a register is saved after the line became active.
    static let longestSaving: Duration = .seconds(10)
    /// How long changes are gathered for one commit meanwhile.
    static let gathering: Duration = .milliseconds(20)

    let line: PowerFailLine
    let state: PowerFailState
    let bank: MeterBank
    let ledger: LedgerService
    let timekeeper: Timekeeper
    let logger: Logger

    /// Runs until a graceful shutdown.
    func run() async throws {
        if line.isActive { logger.error("\(state.alarm ?? "")") }
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for await event in line.source.events {
                    switch event {
                    case .edge(_, let edge):
                        guard state.change(isFailing: edge.polarity == .rising) else { continue }
                        if state.isFailing {
                            group.addTask { await save(since: edge.time) }
                        } else {
                            logger.notice("the power is back")
                        }
                    case .drained: break
                    case .failed(_, let reason):
                        state.fail(reason)
                        logger.error("the power-fail line can be read no more", metadata: ["reason": "\(reason)"])
                    }
                }
                group.cancelAll()
            }
        }
    }

    private func save(since edge: MonotonicTime) async {
        let first = await bank.changedRegisters(at: timekeeper.now())
        // While the owner changes something they are saved as soon as that is signed, below.
        if first.isEmpty, await !bank.isHeld { logger.warning("the power fails; the registers were saved before") }
        append(first) { [logger, timekeeper] in
            let nanoseconds = timekeeper.now().monotonic.nanoseconds(since: edge)
            let time = "\(nanoseconds / 1_000_000)"
            logger.warning("the power fails; the registers are saved", metadata: ["milliseconds_after_edge": "\(time)"])
        }
        while state.isFailing, timekeeper.now().monotonic < edge + Self.longestSaving {
            guard (try? await timekeeper.sleep(for: Self.gathering)) != nil else { return }
            append(await bank.changedRegisters(at: timekeeper.now())) {}
        }
    }

    private func append(_ registers: [LedgerChange], whenDurable: @escaping @Sendable () -> Void) {
        if !registers.isEmpty { ledger.append([], with: registers, whenDurable: whenDurable) }
    }
}
