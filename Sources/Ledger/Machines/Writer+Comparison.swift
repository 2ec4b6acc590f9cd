import Metering
import Statements

/// After every start: before anything is published, what others hold of this log is compared with what this database
/// holds.
/// An old copy of the database would otherwise sign a second history.
extension Writer {
    /// Puts the questions that are due.
    mutating func compareTick(at moment: Moment, isConnected: Bool) -> LedgerOutcome {
        switch phase {
        case .comparing(var comparison):
            if let outcome = conclude(comparison, at: moment) { return outcome }
            guard isConnected, isDue(comparison.asked, after: Comparison.repetition, at: moment) else {
                return LedgerOutcome()
            }
            comparison.asked = moment.monotonic
            phase = .comparing(comparison)
            let silent = identity.otherMirrors.filter { !comparison.answered.contains($0) }
            return LedgerOutcome(
                effects: silent.map { .ask(LedgerQuery(to: $0, ask: .head(identity.origin))) })
        case .following(let pursuit):
            guard isConnected, isDue(pursuit.asked, after: Comparison.repetition, at: moment) else {
                return LedgerOutcome()
            }
            return follow(pursuit, at: moment)
        case .open, .contradicted:
            return LedgerOutcome()
        }
    }

    /// A head of the own log that somebody showed: a mirror's answer, or a note that the broker kept.
    /// - Parameter isAnswer: only an answer counts towards the number of mirrors that must speak.
    mutating func learn(head: VerifiedNote?, from holder: Origin, isAnswer: Bool, at moment: Moment) -> LedgerOutcome {
        switch phase {
        case .comparing(var comparison):
            if isAnswer { comparison.answered.insert(holder) }
            if let head, head.checkpoint.size > (comparison.best?.note.checkpoint.size ?? 0) {
                comparison.best = Claim(note: head, holder: holder)
            }
            phase = .comparing(comparison)
            return isAnswer ? conclude(comparison, at: moment) ?? LedgerOutcome() : LedgerOutcome()
        case .open:
            guard let head, head.checkpoint.size > frontier.size else { return check(head) }
            // Somebody holds more than this process ever signed: another life of this gateway is writing. Compare
            // again.
            var comparison = Comparison(began: moment.monotonic)
            comparison.best = Claim(note: head, holder: holder)
            phase = .comparing(comparison)
            return LedgerOutcome()
        case .following, .contradicted:
            return LedgerOutcome()
        }
    }

    /// The root of the own tree at the size of a head that others showed.
    mutating func compared(_ checkpoint: Checkpoint, root: Digest, at moment: Moment) -> LedgerOutcome {
        guard root != checkpoint.root else {
            if case .comparing = phase {
                phase = .open
                return LedgerOutcome()
            }
            return LedgerOutcome()
        }
        // The same size, another root: if the difference lies in what was never published, their history can be taken.
        guard case .comparing(let comparison) = phase, let claim = comparison.best,
            claim.note.checkpoint.size > publishedEnd
        else { return contradict(size: checkpoint.size) }
        return follow(Pursuit(claim: claim, start: publishedEnd), at: moment)
    }

    /// A piece of the own log from a mirror.
    mutating func followed(start: UInt64, entries: [[UInt8]], at moment: Moment) -> LedgerOutcome {
        guard case .following(var pursuit) = phase, start == pursuit.next, !entries.isEmpty else {
            return LedgerOutcome()
        }
        let missing = pursuit.claim.note.checkpoint.size - pursuit.next
        pursuit.entries += entries.prefix(Int(clamping: missing))
        phase = .following(pursuit)
        if pursuit.next == pursuit.claim.note.checkpoint.size {
            return LedgerOutcome(effects: [.readOwnTail(from: pursuit.start)])
        }
        return follow(pursuit, at: moment)
    }

    private mutating func conclude(_ comparison: Comparison, at moment: Moment) -> LedgerOutcome? {
        let answers = comparison.answered.count + 1
        let isPatienceOver = moment.monotonic >= comparison.began + Comparison.patience
        guard answers >= identity.headsNeeded || isPatienceOver else { return nil }
        var outcome = LedgerOutcome()
        if answers < identity.headsNeeded {
            outcome.effects.append(.alarm(.comparisonIncomplete(answers: answers, needed: identity.headsNeeded)))
        }
        guard let claim = comparison.best else {
            phase = .open
            return outcome
        }
        if claim.note.checkpoint.size > frontier.size {
            outcome += follow(Pursuit(claim: claim, start: publishedEnd), at: moment)
        } else {
            outcome.effects.append(.compare(claim.note.checkpoint, note: claim.note.note.bytes))
        }
        return outcome
    }

    private mutating func follow(_ pursuit: Pursuit, at moment: Moment) -> LedgerOutcome {
        var pursuit = pursuit
        pursuit.asked = moment.monotonic
        phase = .following(pursuit)
        let size = pursuit.claim.note.checkpoint.size
        let end = min(size, pursuit.next + Mirror.bundleLimit)
        let ask = Ask.entries(identity.origin, start: pursuit.next, end: end, size: size)
        return LedgerOutcome(effects: [.ask(LedgerQuery(to: pursuit.claim.holder, ask: ask))])
    }

    private func check(_ head: VerifiedNote?) -> LedgerOutcome {
        guard let head, head.checkpoint.size > 0 else { return LedgerOutcome() }
        return LedgerOutcome(effects: [.compare(head.checkpoint, note: head.note.bytes)])
    }

    mutating func contradict(size: UInt64) -> LedgerOutcome {
        phase = .contradicted
        return LedgerOutcome(effects: [.alarm(.ownHistoryContradicted(size: size))])
    }
}

/// Whether `interval` has passed since `last`, or there was no last time.
func isDue(_ last: MonotonicTime?, after interval: Duration, at moment: Moment) -> Bool {
    guard let last else { return true }
    return moment.monotonic >= last + interval
}
