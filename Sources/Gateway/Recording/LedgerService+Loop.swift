import Ledger
import Logging
import Metering
import Statements

extension LedgerService {
    /// One batch, and then what somebody waits for, each by itself: its failure must be nobody else's.
    func process(_ batch: [LedgerInput]) async {
        let orders = batch.compactMap { if case .order(let order) = $0 { order } else { nil } }
        // Where there are orders in the batch, it passes over them.
        if orders.count < batch.count || orders.isEmpty { await processBatch(batch) }
        for order in orders { await carryOut(order) }
        if batch.contains(where: { if case .abandon = $0 { true } else { false } }) {
            isOrderAwaited = false
            abandonOrder()
        }
    }

    /// One batch: decide, commit, act. What is read for an effect becomes input of the next round.
    private func processBatch(_ batch: [LedgerInput]) async {
        guard var batch = await admitted(batch) else {
            // Status and alarms go out while nothing can be signed.
            if isConnected { sender.flush { broker.publish($0, token: $1) } }
            return
        }
        answersLeft = limits.answers
        pagesLeft = limits.pages
        repeat {
            var next = street
            next.interval = pace.interval
            var outcome = LedgerOutcome()
            let moment = timekeeper.now()
            do {
                for input in batch { outcome += try await decide(input, &next, at: moment) }
                outcome += try sign(&next, at: moment)
                ask(outcome.effects, &next, at: moment)
                guard await commit(outcome.changes, reaching: next.writer.frontier) else {
                    for case .choice(_, let done) in batch { done(false) }
                    return
                }
            } catch {
                // A signer failed: nothing of this batch happened.
                for case .choice(_, let done) in batch { done(false) }
                raise("signing failed: \(error)")
                // Acknowledgements of this batch are forgotten with it: what they were for goes out again.
                sender.restart(at: street.writer.publishedEnd)
                return
            }
            street = next
            if !isHolding {
                unsigned = []
                unsaved = []
                isLate = false
                openingCount = 0
                for case .statements(_, _, let whenDurable?) in batch { whenDurable() }
            }
            for case .choice(_, let done) in batch { done(true) }
            batch = await perform(outcome.effects, at: moment)
        } while !batch.isEmpty
        await pump()
        await writeRecords()
        await lookAfterDisk()
        finishKeyRenewal()
        tellRecovery()
    }

    /// Signs what is waiting to be signed.
    private func sign(_ street: inout Street, at moment: Moment) throws -> LedgerOutcome {
        guard !isHolding else { return LedgerOutcome() }
        var outcome = LedgerOutcome(changes: unsaved)
        var drafts = unsigned
        if isLate {
            // They tell when they were made in their content; that they were signed later is said here.
            for index in drafts.indices { drafts[index].issuedAt = max(drafts[index].issuedAt, moment.stamp.time) }
        }
        outcome += try street.append(drafts, at: moment)
        if let last = drafts.last { timekeeper.signed(at: last.issuedAt) }
        return outcome
    }

    private func decide(_ input: LedgerInput, _ street: inout Street, at moment: Moment) async throws -> LedgerOutcome {
        do {
            switch input {
            case .broker(let event): return try await decide(event, &street, at: moment)
            case .statements(let drafts, let changes, _):
                enqueue(drafts, changes)
                return LedgerOutcome()
            case .order, .abandon: return LedgerOutcome()  // each by itself, after the batch
            case .tick:
                for query in questions.takeOverdue(at: moment.monotonic) { street.unanswered(query) }
                return try street.tick(at: moment)
            case .compared(let comparison, let root, let proof):
                return try street.compared(comparison, root: root, proof: proof, at: moment)
            case .ownPage(let base, let entries):
                return try street.adopt(base: base, page: entries, at: moment)
            case .toCheck(let origin, let start, let entries):
                return street.check(entries, of: origin, from: start)
            case .proved(let invalid, let proof):
                return try street.proved(invalid, proof: proof)
            case .choice(let excused, _):
                var outcome = street.goOn(without: excused)
                outcome += try street.tick(at: moment)
                return outcome
            case .reopened(let opening):
                release(opening)
                return LedgerOutcome()
            }
        } catch let error as StatementError {
            refuse(error, in: input)
        } catch let error as LedgerError {
            refuse(error, in: input)
        }
        return LedgerOutcome()
    }

    private func decide(_ event: BrokerEvent, _ street: inout Street, at moment: Moment) async throws -> LedgerOutcome {
        switch event {
        case .connected:
            logger.info("connected to the broker")
            isConnected = true
            sender.restart(at: street.writer.publishedEnd)
            return try street.connected(at: moment)
        case .disconnected(let reason):
            if isConnected { logger.warning("the broker is gone", metadata: ["reason": "\(reason)"]) }
            isConnected = false
            sender.restart(at: street.writer.publishedEnd)
            street.disconnected()
            return LedgerOutcome()
        case .acknowledged(let acknowledgements):
            return try acknowledged(acknowledgements, &street, at: moment)
        case .message(let message):
            return try await receive(message, &street, at: moment)
        case .overflow(let count):
            account.droppedCount += count
            return LedgerOutcome()
        case .refused(let filter):
            raise("the broker refused the subscription \(filter): check its access rules")
            return LedgerOutcome()
        }
    }

    private func acknowledged(
        _ acknowledgements: [BrokerAcknowledgement], _ street: inout Street, at moment: Moment
    ) throws -> LedgerOutcome {
        var end = street.writer.publishedEnd
        for acknowledgement in acknowledgements {
            let isStatement = acknowledgement.token < StatementSender.otherTokens
            if acknowledgement.isFailure {
                let what =
                    isStatement
                    ? "statement \(acknowledgement.token)" : sender.takeTopic(of: acknowledgement.token) ?? "a message"
                raise(
                    "the broker refused \(what), reason 0x\(String(acknowledgement.reason, radix: 16)): check its access rules and quotas"
                )
                if isStatement { pausedUntil = moment.monotonic + .seconds(30) }
            } else if isStatement {
                end = sender.acknowledge(acknowledgement.token, from: end)
            } else {
                _ = sender.takeTopic(of: acknowledgement.token)
            }
        }
        return try street.acknowledged(end: end, at: moment)
    }

    /// A message from the broker, which is believed in nothing but its bytes.
    private func receive(_ message: BrokerMessage, _ street: inout Street, at moment: Moment) async throws
        -> LedgerOutcome
    {
        guard !message.payload.isEmpty, let topic = Topic(message.topic) else { return LedgerOutcome() }
        switch topic {
        case .statement(let sender, _):
            return try street.receive(entry: message.payload, from: sender, at: moment)
        case .genesis(let sender):
            return try street.receive(
                entry: GenesisAnnouncement(decoding: message.payload).entry, from: sender, at: moment)
        case .checkpoint(let sender), .recorded(let sender):
            return try street.receive(note: message.payload, of: sender, from: sender, at: moment)
        case .cosignature(let sender, let of) where of == street.identity.origin.gateway:
            return try street.receive(note: message.payload, of: street.identity.origin, from: sender, at: moment)
        case .ask(let asker, let to) where to == street.identity.origin.gateway && asker != street.identity.origin:
            await answer(message, from: asker)
            return LedgerOutcome()
        case .answer(let answerer, let to) where to == street.identity.origin.gateway:
            guard let query = questions.take(message.correlation, from: answerer) else { return LedgerOutcome() }
            return try street.answered(query, Answer(decoding: message.payload), at: moment)
        case .evidence(_, let against):
            return try evidence(message.payload, against: against, &street, at: moment)
        case .cosignature, .ask, .answer, .status, .policy:
            return LedgerOutcome()
        }
    }

    /// Two notes that somebody says contradict each other: each is looked at as if it had come by itself.
    private func evidence(
        _ bytes: [UInt8], against gateway: Name, _ street: inout Street, at moment: Moment
    ) throws -> LedgerOutcome {
        let origin = Origin(community: street.identity.origin.community, gateway: gateway)
        return try street.receive(Evidence(decoding: bytes), against: origin, at: moment)
    }

    /// Answers a neighbour, unless more ask at once than is good for the own readings: then somebody else is asked.
    private func answer(_ message: BrokerMessage, from asker: Origin) async {
        guard answersLeft > 0 else { return account.droppedCount += 1 }
        answersLeft -= 1
        do {
            let ask = try Ask(decoding: message.payload)
            let answer = try await Answerer(store: store).answer(ask, to: asker, street: street)
            let reply = BrokerMessage.answer(
                answer, to: asker, from: street.identity.origin, correlation: message.correlation)
            if !sender.enqueue(exchange: reply) { account.droppedCount += 1 }
        } catch {
            refuse(error, on: message.topic)
        }
    }

    private func refuse(_ error: any Error, in input: LedgerInput) {
        if case .broker(.message(let message)) = input { refuse(error, on: message.topic) } else { refuse(error) }
    }

    /// Counts what was refused, and says why; the log's own limits keep that from becoming too much.
    /// - Parameter topic: where it came from, of a message.
    private func refuse(_ error: any Error, on topic: String? = nil) {
        account.refusedCount += 1
        let place: Logger.Metadata = topic.map { ["topic": "\($0)"] } ?? [:]
        logger.notice("refused input", metadata: place.merging(["reason": "\(error)"]) { $1 })
    }

    func raise(_ alarm: String) {
        guard account.alarms.last != alarm else { return }
        account.alarms.append(alarm)
        if account.alarms.count > 8 { account.alarms.removeFirst() }
        logger.error("\(alarm)")
    }
}
