import Metering
import Statements

/// After every start: before anything is published, what others hold of this log is compared with what this database
/// holds. An old copy of the database would otherwise sign a second history.
extension Writer {
    /// Puts the questions that are due, and draws the conclusion when there are enough answers.
    mutating func compareTick(at moment: Moment, isConnected: Bool) -> LedgerOutcome {
        guard isConnected || (recovery != nil && silentMirrors.isEmpty) else { return LedgerOutcome() }
        switch phase {
        case .comparing(var comparison):
            if let outcome = conclude(at: moment) { return outcome }
            guard isConnected, moment.isDue(comparison.asked, after: Comparison.repetition) else {
                return LedgerOutcome()
            }
            comparison.began = comparison.began ?? moment.monotonic
            comparison.asked = moment.monotonic
            phase = .comparing(comparison)
            let silent = identity.otherMirrors.filter { !comparison.answered.contains($0) }
            return LedgerOutcome(effects: silent.map { .ask(LedgerQuery(to: $0, ask: .head(identity.origin))) })
        case .following:
            return pursueTick(at: moment)
        case .gathering(var gathering):
            guard moment.isDue(gathering.asked, after: Mirror.patience) else { return LedgerOutcome() }
            gathering.asked = moment.monotonic
            phase = .gathering(gathering)
            return LedgerOutcome(effects: [.readOwnTail(from: gathering.next)])
        case .open, .contradicted:
            return LedgerOutcome()
        }
    }

    /// A head of the own log that somebody showed: a mirror's answer, or a note that the broker kept.
    /// - Parameters:
    ///   - isAnswer: only an answer of a mirror counts towards the number that must speak.
    ///   - loose: what such an answer says of what lies beyond the head.
    mutating func learn(
        head: VerifiedNote?, from holder: Origin, isAnswer: Bool, loose: LooseTail = LooseTail(), at moment: Moment
    ) -> LedgerOutcome {
        if isAnswer, identity.otherMirrors.contains(holder) { recovery?.heard[holder] = head?.checkpoint.size ?? 0 }
        switch phase {
        case .comparing(var comparison):
            if isAnswer, identity.otherMirrors.contains(holder) { comparison.answered.insert(holder) }
            comparison.loose.merge(loose)
            if let head, head.checkpoint.size > (comparison.best?.note.checkpoint.size ?? 0) {
                comparison.best = Claim(note: head, holder: holder)
            }
            phase = .comparing(comparison)
            return isAnswer ? conclude(at: moment) ?? LedgerOutcome() : LedgerOutcome()
        case .open:
            guard let head, head.checkpoint.size > 0 else { return LedgerOutcome() }
            guard head.checkpoint.size > frontier.size else { return compare(head) }
            // Somebody holds more than this process ever signed: another life of this gateway is writing. All that was
            // signed here may be in somebody's hands. Compare again.
            exposedEnd = frontier.size
            var comparison = Comparison()
            comparison.best = Claim(note: head, holder: holder)
            phase = .comparing(comparison)
            return LedgerOutcome()
        case .following, .gathering, .contradicted:
            return LedgerOutcome()
        }
    }

    /// The root of the own tree at the size of a head that others showed.
    mutating func compared(_ comparison: HeadComparison, root: Digest, at moment: Moment) -> LedgerOutcome {
        let head = comparison.head
        let isSame = root == head.checkpoint.root
        switch phase {
        case .comparing(let current):
            guard let best = current.best, best.note.checkpoint == head.checkpoint, isDecided(current, at: moment)
            else { return LedgerOutcome() }
            guard !isSame else {
                var outcome = keepRecord(head)
                outcome += settle(current, at: moment)
                return outcome
            }
            // If the difference lies in what nobody can have seen, their history can be taken.
            return head.checkpoint.size > exposedEnd ? pursue(best) : contradict(size: head.checkpoint.size)
        case .open:
            return isSame ? keepRecord(head) : contradict(size: head.checkpoint.size)
        case .following, .gathering, .contradicted:
            return LedgerOutcome()
        }
    }

    /// Proof that the own key signed two histories: no mirror will ever cosign this log again.
    mutating func convicted(by evidence: Evidence) throws(LedgerError) -> LedgerOutcome {
        guard phase != .contradicted else { return LedgerOutcome() }
        _ = try evidence.check(by: rules, knowing: frontier.size, identity.cryptography)
        var outcome = contradict(size: frontier.size)
        outcome.changes.append(.evidence(identity.origin, evidence.encode()))
        return outcome
    }

    /// Nobody holds more that is whole. What lies loose beyond is looked at, if there is any.
    private mutating func settle(_ comparison: Comparison, at moment: Moment) -> LedgerOutcome {
        guard comparison.loose.isBeyond(publishedEnd) else { return open() }
        phase = .gathering(
            Gathering(
                loose: comparison.loose, next: publishedEnd, asked: moment.monotonic,
                isIncompletenessSaid: comparison.isIncompletenessSaid,
                isWithholdingSaid: comparison.isWithholdingSaid))
        return LedgerOutcome(effects: [.readOwnTail(from: publishedEnd)])
    }

    /// Publishing begins, with all that the broker must keep; and signing, where it had to wait.
    mutating func open() -> LedgerOutcome {
        phase = .open
        let isRecovered = recovery != nil
        recovery = nil
        return LedgerOutcome(
            effects: retained.map { .publish($0) } + (isRecovered ? [.recovered] : []) + settling)
    }

    mutating func contradict(size: UInt64) -> LedgerOutcome {
        phase = .contradicted
        return LedgerOutcome(effects: [.alarm(.ownHistoryContradicted(size: size))])
    }

    /// A head that turned out to be one of this log's own, and a larger record than is known.
    private mutating func keepRecord(_ head: VerifiedNote) -> LedgerOutcome {
        head.isRecorded && head.checkpoint.size > (recorded?.checkpoint.size ?? 0) ? record(head) : LedgerOutcome()
    }

    private func compare(_ head: VerifiedNote) -> LedgerOutcome {
        LedgerOutcome(effects: [.compare(HeadComparison(head: head, held: nil))])
    }

    /// Whether the largest head that others hold is known well enough.
    private func isDecided(_ comparison: Comparison, at moment: Moment) -> Bool {
        if let recovery {
            // Somebody who is still to speak may hold what would make the next signature a fork.
            let isHeard = silentMirrors.allSatisfy(comparison.answered.contains)
            let hasChoice = recovery.isChosen || !identity.otherMirrors.isEmpty
            return isHeard && hasChoice
                && comparison.began.map { moment.monotonic >= $0 + Comparison.settling } ?? silentMirrors.isEmpty
        }
        guard let began = comparison.began else { return false }
        let others = identity.otherMirrors.count
        let isEverybody = others > 0 && comparison.answered.count == others
        let isSettled = moment.monotonic >= began + Comparison.settling
        return isEverybody || isSettled && comparison.answered.count >= identity.answersNeeded
            || isPatienceOver(comparison, at: moment)
    }

    private func isPatienceOver(_ comparison: Comparison, at moment: Moment) -> Bool {
        comparison.began.map { moment.monotonic >= $0 + Comparison.patience } ?? false
    }

    /// The mirrors that have to answer before a recovery ends: all but those that the owner goes on without.
    private var silentMirrors: [Origin] {
        identity.otherMirrors.filter { recovery?.excused.contains($0) != true }
    }

    private mutating func conclude(at moment: Moment) -> LedgerOutcome? {
        guard case .comparing(var comparison) = phase, isDecided(comparison, at: moment) else { return nil }
        var outcome = LedgerOutcome()
        let (answers, needed) = (comparison.answered.count, identity.answersNeeded)
        if answers < needed, !comparison.isIncompletenessSaid, recovery == nil {
            comparison.isIncompletenessSaid = true
            phase = .comparing(comparison)
            outcome.effects.append(.alarm(.comparisonIncomplete(answers: answers, needed: needed)))
        }
        guard let claim = comparison.best else {
            outcome += settle(comparison, at: moment)
            return outcome
        }
        outcome += claim.note.checkpoint.size > frontier.size ? pursue(claim) : compare(claim.note)
        return outcome
    }
}
