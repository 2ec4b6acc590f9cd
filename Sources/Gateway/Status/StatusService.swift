import Ledger
import Metering
import ServiceLifecycle
import Statements

/// Says how the service is doing: on its status topic, to the light and to the service manager.
struct StatusService: Service {
    private let bank: MeterBank
    private let ledger: LedgerService
    private let timekeeper: Timekeeper
    private let powerFail: PowerFailState?
    private let indicators: [any StatusIndicator]
    private let identity: StatusIdentity
    private let pace: Pace

    init(
        bank: MeterBank, ledger: LedgerService, timekeeper: Timekeeper, powerFail: PowerFailState?,
        indicators: [any StatusIndicator],
        identity: StatusIdentity, pace: Pace
    ) {
        self.bank = bank
        self.ledger = ledger
        self.timekeeper = timekeeper
        self.powerFail = powerFail
        self.indicators = indicators
        self.identity = identity
        self.pace = pace
    }

    /// Runs until a graceful shutdown.
    func run() async throws {
        let started = timekeeper.now().monotonic
        await cancelWhenGracefulShutdown {
            var told: MonotonicTime?
            while !Task.isCancelled {
                let moment = timekeeper.now()
                let ledgerReport = await ledger.report
                let failures = await bank.failures
                let condition = condition(ledgerReport, failures, at: moment)
                let meterCount = await bank.meterCount
                let sentence = StatusSentence(
                    meterCount: meterCount, failures: failures, ledger: ledgerReport, powerFail: powerFail?.alarm)
                for indicator in indicators { indicator.show(condition, summary: "\(sentence)") }
                if moment.isDue(told, after: pace.interval) {
                    told = moment.monotonic
                    let report = await report(ledgerReport, failures, started: started, at: moment)
                    await ledger.publishStatus(report.json)
                }
                try? await timekeeper.sleep(for: .seconds(1))
            }
        }
        for indicator in indicators { indicator.show(.off, summary: "stopping: what is signed goes out") }
    }

    private func condition(_ ledger: LedgerReport, _ failures: [Name: String], at moment: Moment) -> ServiceCondition {
        let isUnable = ledger.storeFailure != nil || ledger.recovery != nil
        guard !isUnable, failures.isEmpty, powerFail?.alarm == nil else { return .fault }
        guard let recordedAt = ledger.recordedAt else { return .alive }
        let age = moment.stamp.time.nanoseconds - recordedAt.nanoseconds
        return .nanoseconds(age) <= pace.interval * 3 ? .recorded : .alive
    }

    private func report(
        _ ledger: LedgerReport, _ failures: [Name: String], started: MonotonicTime, at moment: Moment
    ) async -> StatusReport {
        var report = StatusReport(online: true, version: identity.version)
        report.uptime_s = Int64(moment.monotonic.nanoseconds(since: started) / 1_000_000_000)
        report.signed = ledger.signed
        report.published = ledger.published
        report.recorded = ledger.recorded
        report.cosigners = ledger.cosigners
        report.recorded_at = ledger.recordedAt?.seconds
        report.backlog = ledger.signed - ledger.published
        report.clock = moment.stamp.quality.rawValue
        report.policy = identity.policyDigest
        report.meters = [:]
        for (name, value) in await bank.momentary(at: moment) {
            report.meters?[name.text] = StatusReport.MeterStatus(
                power_w: value.power.rawValue, energy_j: value.energy.rawValue, pulses: value.register.pulses.rawValue)
        }
        report.mirrored = Dictionary(uniqueKeysWithValues: ledger.mirrored.map { ($0.key.description, $0.value) })
        report.add(ledger.disk, ledger.retention)
        report.refused = ledger.refusedCount
        report.dropped = ledger.droppedCount
        report.silent = ledger.silence
        let storeAlarm = ledger.storeFailure.map { "nothing is signed, counting goes on in memory: \($0)" }
        report.alarms = [storeAlarm, ledger.recovery?.sentence, powerFail?.alarm].compactMap { $0 }
        report.held = ledger.recovery?.heldCount
        report.alarms? += ledger.alarms + failures.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        return report
    }
}

/// What does not change while the service runs.
package struct StatusIdentity: Sendable {
    /// The software's version.
    package var version: String
    /// SHA-256 of the canonical policy, hexadecimal.
    package var policyDigest: String

    package init(version: String, policyDigest: String) {
        self.version = version
        self.policyDigest = policyDigest
    }
}
