import Ledger
import Logging
import Metering
import Statements

/// What there is to change in a running gateway, and how: each request is prepared, signed in one transaction, and only
/// then in force. ``OwnerService`` sees to it that there is one at a time.
actor OwnerDesk {
    let bank: MeterBank
    let lines: MeterLines
    let ledger: LedgerService
    let store: any LedgerStore
    let broker: BrokerSwitch
    let timekeeper: Timekeeper
    let pace: Pace
    let record: ConfigurationRecord
    let indicators: [any StatusIndicator]
    let logger: Logger
    /// `nil` where the configuration cannot be read again.
    let source: (any ConfigurationSource)?
    /// The configuration in force.
    var configuration: OwnerConfiguration?

    init(
        parts: GatewayParts, bank: MeterBank, lines: MeterLines, ledger: LedgerService, broker: BrokerSwitch,
        timekeeper: Timekeeper, pace: Pace
    ) {
        self.bank = bank
        self.lines = lines
        self.ledger = ledger
        store = parts.store
        self.broker = broker
        self.timekeeper = timekeeper
        self.pace = pace
        record = ConfigurationRecord(parts)
        indicators = parts.indicators
        logger = parts.logger
        source = parts.owner.source
        configuration = parts.owner.configuration
    }

    /// Does what is asked, and says what became of it.
    func answer(_ command: OwnerCommand) async -> OwnerAnswer {
        let answer =
            switch command.request {
            case .reload: await reload(digest: command.digest)
            case .adjust: await adjust(command)
            case .recover: await recover(command)
            }
        let level: Logger.Level = answer.outcome == .refused ? .warning : .notice
        for words in answer.words where answer.outcome != .computed {
            logger.log(level: level, "\(command.request.rawValue) \(answer.outcome.rawValue): \(words)")
        }
        return answer
    }

    /// Signs, and makes durable together with `changes`; meanwhile no reading is taken, so that what is signed is of one
    /// moment.
    func sign(_ drafts: [Draft], with changes: [LedgerChange]) async throws(OwnerFault) -> UInt64? {
        guard !drafts.isEmpty || !changes.isEmpty else { return nil }
        let start = try await ledger.sign(drafts, with: changes)
        return drafts.isEmpty ? nil : start
    }

    // MARK: A dial that was read

    private func adjust(_ command: OwnerCommand) async -> OwnerAnswer {
        await bank.hold()
        let answer: OwnerAnswer
        do throws(OwnerFault) {
            answer = try await adjusted(command)
        } catch {
            answer = OwnerAnswer(.refused, ["\(error)"])
        }
        await bank.release()
        return answer
    }

    private func adjusted(_ command: OwnerCommand) async throws(OwnerFault) -> OwnerAnswer {
        guard let text = command.meter, let name = try? Name(text) else {
            throw .unfit(field: "meter", expected: "a meter's name")
        }
        guard let dial = command.dial_j, (0...OwnerCommand.dialLimit_j).contains(dial) else {
            throw .unfit(field: "dial_j", expected: "0 to \(OwnerCommand.dialLimit_j) J")
        }
        guard let reason = command.reason, DialAdjustment.isReason(reason) else {
            throw .unfit(field: "reason", expected: DialAdjustment.reasonExpectation)
        }
        let prepared = try await bank.prepare(dial: Joules(dial), of: name, reason: reason, at: timekeeper.now())
        var answer = OwnerAnswer(.computed, [], adjustment: OwnerAnswer.Adjustment(prepared))
        guard command.apply == true else { return answer }
        if let doubt = prepared.doubt, command.sure != true {
            answer.outcome = .refused
            answer.words = [doubt]
            return answer
        }
        answer.index = try await sign(prepared.drafts, with: prepared.changes)
        await bank.apply(prepared)
        answer.outcome = .applied
        answer.words = ["the dial of \(name) is \(dial) J: \(reason)"]
        return answer
    }
}

extension OwnerAnswer.Adjustment {
    fileprivate init(_ prepared: PreparedAdjustment) {
        self.init(
            energy_j: prepared.energy.rawValue, old_dial_j: prepared.oldDial?.rawValue,
            new_dial_j: prepared.adjustment.dial.rawValue, old_offset_j: prepared.adjustment.oldOffset?.rawValue,
            new_offset_j: prepared.adjustment.newOffset.rawValue, doubt: prepared.doubt)
    }
}
