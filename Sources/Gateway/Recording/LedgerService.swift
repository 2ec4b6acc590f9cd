package import Ledger
import Logging
import Metering
import ServiceLifecycle
import Statements
import Synchronization

/// The ledger's loop: takes what happened in batches, asks the state machines, commits, and only then acts.
package actor LedgerService: Service {
    let store: any LedgerStore
    let broker: any Broker
    let timekeeper: Timekeeper
    let logger: Logger
    let limits: LedgerLimits
    let pace: Pace
    let load: @Sendable () async throws -> Street
    nonisolated let mailbox: Mailbox<LedgerInput>
    /// Counts batches; there is one at every tick.
    nonisolated let turns = TurnCounter()
    /// Told what another life of this gateway reached.
    let restoreRegisters: @Sendable ([Name: RestoredMeter]) async -> Void
    /// What the start has to say once a recovery is over.
    let opening: @Sendable () async throws -> Opening

    var street: Street
    var sender = StatementSender()
    var questions: Questions
    var isConnected = false
    var isStopping = false
    /// Where the statement key's file is being renewed.
    let keyRenewal: (any KeyRenewal)?
    /// Whether that is done with, well or not.
    var isKeyRenewed = false
    /// Statements that are not on the disk yet, because a commit failed.
    var unsigned: [Draft] = []
    /// Whether they waited for a store that had failed.
    var isLate = false
    /// What belongs into the transaction with them.
    var unsaved: [LedgerChange] = []
    /// Whether nothing may be signed because the log is not whole.
    var isHolding: Bool
    /// How many of the unsigned statements are what the start has to say after a recovery.
    var openingCount = 0
    /// Records of neighbours' logs that are not on the disk yet.
    var records: MirroredRecords
    /// A failed commit, until the disk has said whether it is there.
    var inDoubt: CommitInDoubt?
    /// Whether the owner's requests are still waited for; not in the end of the service.
    var isOrderAwaited = true
    /// How many more questions of neighbours this batch answers.
    var answersLeft = 0
    /// How many more pages of the own log this batch looks at.
    var pagesLeft = 0
    /// After the store failed it is not tried again until then.
    var storeRetryAt: MonotonicTime?
    /// When the store was last looked after.
    var diskSeenAt: MonotonicTime?
    /// After the broker refused a statement nothing is sent until then.
    var pausedUntil: MonotonicTime?
    /// The part of the report that cannot be read off the machines when somebody asks.
    var account = LedgerReport()

    /// - Parameters:
    ///   - keyRenewal: where the statement key's file is being renewed.
    ///   - load: reads the state machines from the store; called at start and after every failed commit.
    ///   - opening: what the start has to say in a log that was recovered.
    ///   - restoreRegisters: tells the meters what another life of this gateway had counted.
    init(
        store: any LedgerStore, broker: any Broker, timekeeper: Timekeeper, limits: LedgerLimits, pace: Pace,
        logger: Logger, keyRenewal: (any KeyRenewal)? = nil,
        load: @escaping @Sendable () async throws -> Street,
        opening: @escaping @Sendable () async throws -> Opening,
        restoreRegisters: @escaping @Sendable ([Name: RestoredMeter]) async -> Void
    ) async throws {
        self.store = store
        self.broker = broker
        self.timekeeper = timekeeper
        self.limits = limits
        self.pace = pace
        self.logger = logger
        self.keyRenewal = keyRenewal
        self.load = load
        self.opening = opening
        self.restoreRegisters = restoreRegisters
        mailbox = Mailbox(limit: limits.mailbox, weightLimit: limits.mailboxBytes) { $0.weight }
        street = try await load()
        isHolding = street.writer.recovery != nil
        records = MirroredRecords(of: street.identity.origin)
        questions = Questions(first: UInt64.random(in: .min ... .max))
        tellRecovery()
    }

    /// Statements to sign and append, and what belongs into the same transaction: durable soon, and kept when a commit
    /// fails.
    /// - Parameter whenDurable: called when all of it is on the disk; never, when the first attempt failed.
    package nonisolated func append(
        _ drafts: [Draft], with changes: [LedgerChange], whenDurable: (@Sendable () -> Void)? = nil
    ) {
        mailbox.send(.statements(drafts, changes: changes, whenDurable: whenDurable), isUrgent: true)
    }

    /// Signs statements and makes them durable with the changes that belong to them, at once or not at all.
    /// - Returns: the index of the first of them.
    /// - Throws: ``OwnerFault/notStored(_:)``, ``OwnerFault/notSigned(_:)``; nothing is on the disk then.
    ///   ``OwnerFault/inDoubt``, when the task is cancelled while the disk cannot be read.
    nonisolated func sign(_ drafts: [Draft], with changes: [LedgerChange]) async throws(OwnerFault) -> UInt64 {
        guard !Task.isCancelled else { throw .notStored("the service stops") }
        let result: Result<UInt64, OwnerFault> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let order = SigningOrder(drafts: drafts, changes: changes) { continuation.resume(returning: $0) }
                mailbox.send(.order(order), isUrgent: true)
            }
        } onCancel: {
            mailbox.send(.abandon, isUrgent: true)
        }
        return try result.get()
    }

    /// The owner goes on without some mirrors, where the log is being recovered.
    /// - Returns: whether that is on the disk.
    nonisolated func goOn(without mirrors: Set<Origin>) async -> Bool {
        guard !Task.isCancelled else { return false }
        return await withCheckedContinuation { continuation in
            mailbox.send(.choice(mirrors) { continuation.resume(returning: $0) }, isUrgent: true)
        }
    }

    /// Publishes the status, retained; the newest replaces one that still waits.
    func publishStatus(_ json: [UInt8]) {
        sender.enqueue(.status(json, of: street.identity.origin))
    }

    /// Runs until a graceful shutdown, which publishes what is signed and waits a little for the quorum.
    package func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.listen() }
            group.addTask { await self.tick() }
            broker.subscribe(to: Topic.filters(for: street.identity.origin))
            broker.start()
            await withGracefulShutdownHandler {
                for await _ in mailbox.wakeups {
                    await turn()
                    if isStopping, isDrained { break }
                }
            } onGracefulShutdown: {
                Task { await self.beginStopping() }
            }
            group.cancelAll()
        }
        await writeRecords(evenYoung: true)
        abandonOrder()
        for input in mailbox.takeAll() {
            if case .order(let order) = input { order.done(.failure(.notStored("the service stops"))) }
            if case .choice(_, let done) = input { done(false) }
        }
        let lost = unsigned.count + (inDoubt?.drafts.count ?? 0)
        if lost > 0 {
            let words: Logger.Message =
                isHolding ? "stopped before the log was whole again" : "stopped before the store was well again"
            logger.error(words, metadata: ["unsigned_statements": "\(lost)"])
        }
        logger.info("ledger stopped", metadata: ["size": "\(street.writer.frontier.size)"])
    }

    /// One turn of the loop: all that has come in since the last one is a batch.
    func turn() async {
        await process(mailbox.takeAll())
        turns.add()
    }

    /// Something happened in the session with the broker.
    nonisolated func hear(_ event: BrokerEvent) { mailbox.send(.broker(event), isUrgent: event.isControl) }

    /// Has the machines look at the time in the next turn.
    nonisolated func look() { mailbox.send(.tick, isUrgent: true) }

    private func listen() async {
        for await event in broker.events { hear(event) }
    }

    private func tick() async {
        while !Task.isCancelled {
            look()
            try? await timekeeper.sleep(for: isStopping ? .milliseconds(50) : limits.tick)
        }
    }

    private func beginStopping() {
        isStopping = true
        stopDeadline = timekeeper.now().monotonic + limits.drain
        mailbox.send(.tick, isUrgent: true)
    }

    var stopDeadline: MonotonicTime?

    /// Whether everything signed is recorded, or there is no use in waiting.
    private var isDrained: Bool {
        guard !isHolding else { return true }
        guard unsigned.isEmpty, inDoubt == nil else { return isOverdue }
        let writer = street.writer
        let isDone = writer.frontier.size == 0 || writer.recorded?.checkpoint.size == writer.frontier.size
        return isDone || !isConnected || isOverdue
    }

    private var isOverdue: Bool { stopDeadline.map { timekeeper.now().monotonic >= $0 } ?? false }
}

/// What bounds the ledger's loop.
package struct LedgerLimits: Sendable {
    /// Inputs that wait; messages beyond are let go and asked for later.
    package var mailbox = 1024
    /// What the payloads of waiting messages weigh together; more are let go and asked for later.
    package var mailboxBytes = 1 << 20
    /// How long to wait before the store is tried again after it failed.
    package var storeRetry: Duration = .seconds(5)
    /// How many questions of neighbours one batch answers; each may mean reading 192 KiB.
    package var answers = 16
    /// How many pages of the own log one batch looks at after a start; each may mean 256 signatures.
    package var pages = 8
    /// How often the machines look at the time.
    package var tick: Duration = .milliseconds(500)
    /// How long a graceful stop waits for the broker and the quorum.
    package var drain: Duration = .seconds(5)
    /// How old entries must be before they are let go of; `nil` keeps all.
    package var retention: Duration?

    package init() {}
}

extension BrokerEvent {
    /// Whether this is about the session itself and may not be let go.
    var isControl: Bool {
        if case .message = self { false } else { true }
    }
}
