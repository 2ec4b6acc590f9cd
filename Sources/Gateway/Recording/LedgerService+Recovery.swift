import Ledger
import Logging
import Metering
import Statements

/// A log that is not whole: nothing is signed until it is, and what was counted meanwhile is held in memory.
extension LedgerService {
    /// Finds out what the start has to say in the log that was recovered. That may mean reading all of it, so the loop does
    /// not wait.
    func reopen() {
        logger.notice("the log is whole again", metadata: ["size": "\(street.writer.frontier.size)"])
        Task {
            while !Task.isCancelled {
                do {
                    let opening = try await self.opening()
                    mailbox.send(.reopened(opening), isUrgent: true)
                    return
                } catch {
                    raise("what the recovered log is to say next could not be prepared: \(error)")
                    try? await timekeeper.sleep(for: limits.storeRetry)
                }
            }
        }
    }

    /// What waited is signed from here on, behind what the start has to say.
    func release(_ opening: Opening) {
        guard isHolding, street.writer.recovery == nil else { return }
        isHolding = false
        isLate = true
        unsigned = opening.drafts + unsigned
        openingCount = opening.drafts.count
        // The registers that were counted before the log came back are behind those in it.
        unsaved = opening.changes + unsaved.filter { if case .register = $0 { false } else { true } }
    }

    /// After a failed commit the disk may say that the recovery is not over.
    func holdAgain() {
        guard street.writer.recovery != nil, !isHolding else { return }
        isHolding = true
        unsigned.removeFirst(min(openingCount, unsigned.count))
        openingCount = 0
    }

    /// Says in the log whom the recovery waits for, whenever that changes.
    func tellRecovery() {
        guard street.writer.recovery != nil || account.recovery != nil else { return }
        let recovery = RecoveryReport(street.writer, heldCount: unsigned.count)
        if let recovery, recovery.sentence != account.recovery?.sentence {
            logger.warning(
                "\(recovery.sentence)",
                metadata: ["entries": "\(recovery.size)", "held_in_memory": "\(recovery.heldCount)"])
        }
        account.recovery = recovery
    }
}
