import Metering
import Statements

/// Offering checkpoints to the mirrors and collecting what they sign.
extension Writer {
    /// How long an offered checkpoint may stay unrecorded before a newer one replaces it and the mirrors are asked: two
    /// intervals.
    static func patience(interval: Duration) -> Duration { interval * 2 }
    /// How long lines that come after the quorum wait for each other.
    static let lateness: Duration = .seconds(10)

    /// Offers the newest checkpoint whose entries are acknowledged, when the one before is recorded or too old.
    ///
    /// One at a time, so that the cosignatures of different mirrors meet on the same head.
    mutating func offer(at moment: Moment, interval: Duration) throws(SigningFailure) -> LedgerOutcome {
        guard phase == .open, !identity.isEnded, let head = publishedHead,
            head.checkpoint.size > (recorded?.checkpoint.size ?? 0)
        else {
            return LedgerOutcome()
        }
        var questions: [LedgerEffect] = []
        if let offered {
            guard head.checkpoint.size > offered.note.checkpoint.size,
                moment.monotonic >= offered.since + Self.patience(interval: interval)
            else { return try nudge(offered, at: moment, interval: interval) }
            questions = askSilent(of: offered.note)
        }
        let note = try identity.cosigned(head, by: rules, at: moment)
        if let offered {
            superseded = superseded.suffix(Self.supersededLimit - 1) + [offered.note]
        }
        offered = Offer(note: note, since: moment.monotonic)
        signed.removeAll { $0.checkpoint.size <= note.checkpoint.size }
        var outcome = LedgerOutcome(
            changes: [.note(identity.origin, .offered, note.note.bytes)],
            effects: [.publish(.checkpoint(note.note.bytes))])
        if isNews(note) { outcome.effects.append(.publish(.genesis)) }
        outcome.effects += questions
        outcome += settle()
        return outcome
    }

    /// A note with more lines: a mirror's cosignature, an answer, or what the broker kept of an earlier run.
    /// - Returns: `nil` when it is none of the heads that gather lines.
    mutating func collect(_ note: VerifiedNote) throws(LedgerError) -> LedgerOutcome? {
        if let known = offered?.note, known.note.text == note.note.text {
            let merged = try identity.merged(known, note, by: rules)
            guard merged.cosigners.count > known.cosigners.count else { return LedgerOutcome() }
            offered?.note = merged
            var outcome = LedgerOutcome(changes: [.note(identity.origin, .offered, merged.note.bytes)])
            outcome += settle()
            return outcome
        }
        if let recorded, recorded.note.text == note.note.text { return try keepLate(note, behind: recorded) }
        guard let place = superseded.firstIndex(where: { $0.note.text == note.note.text }) else { return nil }
        let merged = try identity.merged(superseded[place], note, by: rules)
        superseded[place] = merged
        let isNews = merged.isRecorded && merged.checkpoint.size > (recorded?.checkpoint.size ?? 0)
        return isNews ? record(merged) : LedgerOutcome()
    }

    /// What was found of a note of this text.
    func known(_ text: [UInt8]) -> VerifiedNote? {
        if let offered, offered.note.note.text == text { return offered.note }
        if let recorded, recorded.note.text == text { return recorded }
        return superseded.first { $0.note.text == text }
    }

    /// Whether entry 0 has to be announced again under this head: the announcement carries what changed the rules.
    private func isNews(_ head: VerifiedNote) -> Bool {
        guard let known = recorded?.checkpoint.size else { return true }
        return known < head.checkpoint.size && rules.hasChange(in: known..<head.checkpoint.size)
    }

    /// Under which head entry 0 is announced: the newest record, or the offer where that says more of who signs and judges.
    package var announced: VerifiedNote? {
        guard let offered = offered?.note, isNews(offered) else { return recorded }
        return offered
    }

    /// What is published again on every connection, since the broker may have forgotten it.
    package var retained: [LedgerPublication] {
        guard phase == .open, publishedEnd > 0 else { return [] }
        var publications: [LedgerPublication] = [.genesis]
        if let offered { publications.append(.checkpoint(offered.note.note.bytes)) }
        if let recorded { publications.append(.recorded(recorded.note.bytes)) }
        return publications
    }

    /// A line that came after the quorum is one more holder, and no news to anybody: such lines are written and published
    /// together, when the last has come or ``lateness`` after the first. None joins a record that is kept for ever: everybody shall
    /// keep the very bytes that statements name.
    private mutating func keepLate(_ note: VerifiedNote, behind recorded: VerifiedNote) throws(LedgerError)
        -> LedgerOutcome
    {
        guard recorded.checkpoint.size != keeping.newest?.size else { return LedgerOutcome() }
        let known = late?.note ?? recorded
        let merged = try identity.merged(known, note, by: rules)
        guard merged.cosigners.count > known.cosigners.count else { return LedgerOutcome() }
        late = LateRecord(note: merged, since: late?.since)
        return merged.cosigners.count == rules.rule(at: merged.checkpoint.size).mirrors.count
            ? record(merged) : LedgerOutcome()
    }

    /// Shows the lines that came late, once they have waited long enough.
    mutating func recordLate(at moment: Moment) -> LedgerOutcome {
        guard let late else { return LedgerOutcome() }
        guard let since = late.since else {
            self.late?.since = moment.monotonic
            return LedgerOutcome()
        }
        return moment.monotonic >= since + Self.lateness ? record(late.note) : LedgerOutcome()
    }

    /// Keeps the largest record and publishes it. The first of an hour is kept for ever, and statements name it from here on.
    mutating func record(_ note: VerifiedNote) -> LedgerOutcome {
        let isNews = isNews(note)
        recorded = note
        late = nil
        superseded.removeAll { $0.checkpoint.size <= note.checkpoint.size }
        var outcome = LedgerOutcome(changes: keeping.changes(recording: note, identity.cryptography))
        if let offered, offered.note.checkpoint.size <= note.checkpoint.size {
            self.offered = nil
            outcome.changes.append(.note(identity.origin, .offered, nil))
        }
        if phase == .open {
            outcome.effects.append(.publish(.recorded(note.note.bytes)))
            if isNews { outcome.effects.append(.publish(.genesis)) }
        }
        outcome.effects.append(
            .recorded(identity.origin, size: note.checkpoint.size, cosigners: note.cosigners.count))
        outcome.effects += settling
        return outcome
    }

    /// What shows in the log that its newest adoption is recorded, once it is.
    var settling: [LedgerEffect] {
        guard let adoption = rules.unsettled, let recorded, recorded.isRecorded,
            recorded.checkpoint.size > adoption.index
        else { return [] }
        return [.settle(index: adoption.index, recorded)]
    }

    /// The newest signed head whose entries are all acknowledged.
    private var publishedHead: VerifiedNote? {
        guard let held, held.checkpoint.size > publishedEnd else { return held }
        return signed.last { $0.checkpoint.size <= publishedEnd }
    }

    /// Turns an offer into a record once a quorum has signed it.
    private mutating func settle() -> LedgerOutcome {
        guard let offered, offered.note.isRecorded else { return LedgerOutcome() }
        return record(offered.note)
    }

    private func askSilent(of note: VerifiedNote) -> [LedgerEffect] {
        identity.otherMirrors.filter { !note.isCosigned(by: $0) }
            .map { .ask(LedgerQuery(to: $0, ask: .head(identity.origin))) }
    }

    /// Asks the mirrors that have not signed an old offer where they are, and adds the own line that a bad clock had held
    /// back.
    private mutating func nudge(
        _ offer: Offer, at moment: Moment, interval: Duration
    ) throws(SigningFailure) -> LedgerOutcome {
        var offer = offer
        var outcome = LedgerOutcome()
        let cosigned = try identity.cosigned(offer.note, by: rules, at: moment)
        if cosigned.cosigners.count > offer.note.cosigners.count {
            offer.note = cosigned
            outcome.changes.append(.note(identity.origin, .offered, cosigned.note.bytes))
            outcome.effects.append(.publish(.checkpoint(cosigned.note.bytes)))
        }
        let patience = Self.patience(interval: interval)
        if moment.monotonic >= offer.since + patience, moment.isDue(offer.asked, after: patience) {
            offer.asked = moment.monotonic
            outcome.effects.append(.publish(.checkpoint(offer.note.note.bytes)))
            outcome.effects += askSilent(of: offer.note)
        }
        offered = offer
        outcome += settle()
        return outcome
    }
}
