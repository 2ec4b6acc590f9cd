import Ledger
import Logging
import Metering
import Statements

extension LedgerService {
    /// Signs what somebody waits for, by itself.
    func carryOut(_ order: SigningOrder) async {
        guard !isHolding else { return order.done(.failure(.recovering)) }
        guard storeRetryAt == nil, inDoubt == nil, unsigned.isEmpty, unsaved.isEmpty else {
            return order.done(.failure(.notStored(account.storeFailure ?? "other statements wait for it")))
        }
        var next = street
        let moment = timekeeper.now()
        let outcome: LedgerOutcome
        do {
            outcome = try next.append(order.drafts, at: moment)
        } catch {
            return order.done(.failure(.notSigned("\(error)")))
        }
        do {
            try await store.commit(order.changes + outcome.changes)
        } catch {
            return await recover(
                CommitInDoubt(frontier: next.writer.frontier, order: order, reason: "\(error)"))
        }
        let start = street.writer.frontier.size
        street = next
        if let last = order.drafts.last { timekeeper.signed(at: last.issuedAt) }
        order.done(.success(start))
        await pump()
    }

    /// Makes changes durable.
    /// - Parameter frontier: of the own log, with them.
    /// - Returns: `false` when it cannot be said that they are on the disk; the machines are then as the disk has them, as
    ///   soon as it can be read.
    func commit(_ changes: [LedgerChange], reaching frontier: MerkleFrontier) async -> Bool {
        await write(records.admit(changes, at: timekeeper.now().monotonic), reaching: frontier)
    }

    /// Writes the records of neighbours that have waited for long, or all of them.
    func writeRecords(evenYoung: Bool = false) async {
        guard !records.isEmpty, storeRetryAt == nil, inDoubt == nil else { return }
        let due = records.takeDue(at: evenYoung ? nil : timekeeper.now().monotonic)
        guard !due.isEmpty else { return }
        _ = await write(due, reaching: street.writer.frontier)
    }

    private func write(_ changes: [LedgerChange], reaching frontier: MerkleFrontier) async -> Bool {
        guard !changes.isEmpty else { return true }
        do {
            try await store.commit(changes)
            account.storeFailure = nil
            return true
        } catch {
            var doubt = CommitInDoubt(frontier: frontier, reason: "\(error)")
            if !isHolding {
                (doubt.drafts, doubt.changes) = (unsigned, unsaved)
                (unsigned, unsaved) = ([], [])
            }
            await recover(doubt)
            return false
        }
    }

    /// Goes back to what the disk has, and leaves the store alone for a while.
    private func recover(_ doubt: CommitInDoubt) async {
        tell(doubt.reason, "commit failed; counting goes on, signing waits")
        inDoubt = doubt
        records = MirroredRecords(of: street.identity.origin)  // the machines are read again, without these
        await resolve()
        if !isOrderAwaited { abandonOrder() }
        storeRetryAt = timekeeper.now().monotonic + limits.storeRetry
    }

    /// Takes over what the disk has after a commit that failed. Until that can be read nothing is signed: the next index
    /// may have its statement already.
    private func resolve() async {
        guard let doubt = inDoubt else { return }
        do {
            street = try await load()
        } catch {
            return tell("\(error)", "the store cannot be read")
        }
        inDoubt = nil
        sender.restart(at: street.writer.publishedEnd)
        // An error does not say that nothing was written.
        let isOnDisk = street.writer.frontier == doubt.frontier
        if let order = doubt.order {
            let start = doubt.frontier.size - UInt64(order.drafts.count)
            order.done(isOnDisk && !order.drafts.isEmpty ? .success(start) : .failure(.notStored(doubt.reason)))
        } else if doubt.drafts.isEmpty || !isOnDisk {
            let (drafts, changes) = (unsigned, unsaved)
            (unsigned, unsaved) = (doubt.drafts, doubt.changes)
            enqueue(drafts, changes)
        }
        isLate = !unsigned.isEmpty
        holdAgain()
    }

    /// Tells whoever waits for a disk that it has not said anything yet.
    func abandonOrder() {
        inDoubt?.order?.done(.failure(.inDoubt))
        inDoubt?.order = nil
    }

    private func tell(_ failure: String, _ words: Logger.Message) {
        if account.storeFailure != failure { logger.error(words, metadata: ["error": "\(failure)"]) }
        account.storeFailure = failure
    }

    /// While the store is left alone, only what is to be signed and the state of the connection are taken notice of;
    /// neighbours' messages can be asked for again.
    /// - Returns: `nil` while there is nothing to do but to wait.
    func admitted(_ batch: [LedgerInput]) async -> [LedgerInput]? {
        guard let retryAt = storeRetryAt else { return batch }
        if timekeeper.now().monotonic >= retryAt {
            await resolve()
            storeRetryAt = inDoubt.map { _ in timekeeper.now().monotonic + limits.storeRetry }
        }
        guard storeRetryAt != nil else { return (isConnected ? [.broker(.connected)] : []) + batch }
        for input in batch {
            switch input {
            case .statements(let drafts, let changes, _): enqueue(drafts, changes)
            case .choice(_, let done): done(false)
            case .reopened(let opening): release(opening)
            case .broker(.connected): isConnected = true
            case .broker(.disconnected): isConnected = false
            default: break
            }
        }
        return nil
    }

    /// Statements that wait to be signed, and what belongs into the transaction with them.
    func enqueue(_ drafts: [Draft], _ changes: [LedgerChange]) {
        unsigned += drafts
        // A newer copy of the same register or setting replaces one that a failed commit left waiting.
        let keys = Set(changes.compactMap(\.key))
        unsaved = unsaved.filter { $0.key.map { !keys.contains($0) } ?? true } + changes
        let excess = unsigned.count - LedgerBacklog.statementLimit
        guard excess > 0 else { return }
        // Totals are in every later reading, so the oldest can go; that they went is said.
        unsigned.removeFirst(excess)
        let reason = isHolding ? "the log has not been whole" : "the store has failed"
        raise("\(reason) for so long that \(excess) unsigned statements were let go; their totals are in the next ones")
    }
}
