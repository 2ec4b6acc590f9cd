import Ledger
import Logging
import Metering
import ServiceLifecycle
import Statements

/// Counts, and takes readings at the ends of intervals. It waits for nothing: not for time, not for the network.
package struct MeteringService: Service {
    private let bank: MeterBank
    private let lines: MeterLines
    private let ledger: LedgerService
    private let timekeeper: Timekeeper
    private let pace: Pace
    private let logger: Logger
    private let pause: ReadingPause
    /// Counts looks at the clock, at least one a second.
    let turns = TurnCounter()

    init(
        bank: MeterBank, lines: MeterLines, ledger: LedgerService, timekeeper: Timekeeper,
        pace: Pace, pause: ReadingPause, logger: Logger
    ) {
        self.bank = bank
        self.lines = lines
        self.ledger = ledger
        self.timekeeper = timekeeper
        self.pace = pace
        self.pause = pause
        self.logger = logger
    }

    /// Runs until a graceful shutdown. That stops to take edges from the lines, counts those that were taken, takes a last
    /// reading and stores all of it: what comes later waits in the kernel for whoever takes over the lines.
    package func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            let (counting, ended) = AsyncStream.makeStream(of: Void.self)
            group.addTask {
                await lines.drain(into: bank)
                ended.finish()
            }
            await withTaskCancellationOrGracefulShutdownHandler {
                await read(counting)
            } onCancelOrGracefulShutdown: {
                lines.stop()
                pause.request()
            }
            group.cancelAll()
        }
    }

    /// Readings until a pause is requested, then a last one; the registers' durable copy until the shutdown.
    /// - Parameter counting: ends when the last edge has been counted.
    private func read(_ counting: AsyncStream<Void>) async {
        if !pause.isRequested {
            await pause.run { await look { await take(at: $0, isLast: false) } }
            if Task.isShuttingDownGracefully { for await _ in counting {} }
            await take(at: timekeeper.observe().moment, isLast: true)
        }
        await cancelWhenGracefulShutdown { await look { _ in } }
        for await _ in counting {}
        await sync(at: timekeeper.observe().moment, isLast: true)
    }

    /// Looks at the clock when an interval ends and when the registers' copy is due, and calls `body`, until it is
    /// cancelled.
    private func look(_ body: @Sendable (Moment) async -> Void) async {
        var synced: MonotonicTime?  // at once: what was counted during the start is nowhere yet
        while !Task.isCancelled {
            let untilNextEnd = await turn(&synced, body)
            let rest = min(untilNextEnd, .seconds(1), savingPeriod)
            turns.add()
            try? await timekeeper.sleep(for: max(rest, .milliseconds(1)))
        }
    }

    /// One look at the clock: tells what happened to it, calls `body`, and saves the registers when that is due.
    /// - Parameter synced: when they were saved last.
    /// - Returns: how long until the next interval ends.
    private func turn(_ synced: inout MonotonicTime?, _ body: (Moment) async -> Void) async -> Duration {
        let (moment, events) = timekeeper.observe()
        if !events.isEmpty { await tell(events, at: moment) }
        await body(moment)
        if moment.isDue(synced, after: savingPeriod) {
            synced = moment.monotonic
            await sync(at: moment)
        }
        return await bank.untilNextEnd(at: moment)
    }

    /// The same with the readings that are due, for whoever makes time pass himself.
    func turn(_ synced: inout MonotonicTime?) async -> Duration {
        await turn(&synced) { await take(at: $0, isLast: false) }
    }

    /// A little oftener than it must be, for what saving takes.
    private var savingPeriod: Duration { pace.registerSync * 4 / 5 }

    private func sync(at moment: Moment, isLast: Bool = false) async {
        let registers = await bank.changedRegisters(at: moment, isLast: isLast)
        if !registers.isEmpty { ledger.append([], with: registers) }
    }

    /// Takes the readings that are due, or a last one of every meter.
    private func take(at moment: Moment, isLast: Bool) async {
        // A change that is being signed is over in a moment; the last reading is of after it.
        while isLast, await bank.isHeld { try? await timekeeper.sleep(for: .milliseconds(1)) }
        let (drafts, errors) = await bank.readings(at: moment, isLast: isLast)
        if !drafts.isEmpty {
            ledger.append(drafts, with: await bank.changedRegisters(at: moment, withReadings: true))
        }
        for error in errors { logger.error("no reading taken", metadata: ["error": "\(error)"]) }
        if isLast { logger.info("last reading taken") }
    }

    /// A jump of the clock is a statement, never a spike in power.
    private func tell(_ events: [ClockEvent], at moment: Moment) async {
        await bank.realign(at: moment)
        let drafts = events.map { event in
            switch event {
            case .step(let before, let after): Draft(.clockStep(before: before, after: after), at: moment.stamp)
            case .anchor(let stamp): Draft(.anchor, at: stamp)
            }
        }
        ledger.append(drafts, with: [])
    }
}
