import Metering
import Statements

/// Offering checkpoints to the mirrors and collecting what they sign.
extension Writer {
    /// How long an offered checkpoint may stay unrecorded before a newer one replaces it and the mirrors are asked: two
    /// intervals.
    static func patience(interval: Duration) -> Duration { interval * 2 }

    /// Offers the newest checkpoint when it may be: its entries are acknowledged, and the one before is recorded or too
    /// old.
    /// One at a time, so that the cosignatures of different mirrors meet on the same head.
    mutating func offer(at moment: Moment, interval: Duration) throws -> LedgerOutcome {
        guard phase == .open, let held, held.checkpoint.size > 0, publishedEnd >= held.checkpoint.size,
            held.checkpoint.size > (recorded?.checkpoint.size ?? 0)
        else { return LedgerOutcome() }
        if let offered {
            guard held.checkpoint.size > offered.note.checkpoint.size,
                moment.monotonic >= offered.since + Self.patience(interval: interval)
            else { return try nudge(offered, at: moment, interval: interval) }
        }
        let note = try identity.cosigned(held, at: moment)
        offered = Offer(note: note, since: moment.monotonic)
        var outcome = LedgerOutcome(
            changes: [.note(identity.origin, .offered, note.note.bytes)],
            effects: [.publish(.checkpoint(note.note.bytes))])
        if recorded == nil { outcome.effects.append(.publish(.genesis)) }
        outcome += settle(at: moment)
        return outcome
    }

    /// A note with more lines: a mirror's cosignature, an answer, or what the broker kept of an earlier run.
    mutating func collect(_ note: VerifiedNote, from holder: Origin, at moment: Moment) throws(LedgerError)
        -> LedgerOutcome
    {
        if let offered, offered.note.note.text == note.note.text {
            let merged = try identity.merged(offered.note, note)
            guard merged.cosigners.count > offered.note.cosigners.count else { return LedgerOutcome() }
            self.offered?.note = merged
            var outcome = LedgerOutcome(changes: [.note(identity.origin, .offered, merged.note.bytes)])
            outcome += settle(at: moment)
            return outcome
        }
        if let recorded, recorded.note.text == note.note.text {
            let merged = try identity.merged(recorded, note)
            guard merged.cosigners.count > recorded.cosigners.count else { return LedgerOutcome() }
            self.recorded = merged
            return LedgerOutcome(
                changes: [.note(identity.origin, .recorded, merged.note.bytes)],
                effects: [
                    .recorded(identity.origin, size: merged.checkpoint.size, cosigners: merged.cosigners.count)
                ])
        }
        return learn(head: note, from: holder, isAnswer: false, at: moment)
    }

    /// What is published again on every connection, since the broker may have forgotten it.
    package var retained: [LedgerPublication] {
        guard phase == .open, publishedEnd > 0 else { return [] }
        var publications: [LedgerPublication] = [.genesis]
        if let offered { publications.append(.checkpoint(offered.note.note.bytes)) }
        if let recorded { publications.append(.recorded(recorded.note.bytes)) }
        return publications
    }

    /// Turns an offer into a record once a quorum has signed it.
    private mutating func settle(at moment: Moment) -> LedgerOutcome {
        guard let offered, offered.note.isRecorded else { return LedgerOutcome() }
        let note = offered.note
        let isFirst = recorded == nil
        recorded = note
        recordDigest = identity.cryptography.sha256(note.note.bytes)
        self.offered = nil
        return LedgerOutcome(
            changes: [
                .note(identity.origin, .recorded, note.note.bytes), .note(identity.origin, .offered, nil),
            ],
            effects: [
                .publish(.recorded(note.note.bytes)),
                .recorded(identity.origin, size: note.checkpoint.size, cosigners: note.cosigners.count),
            ] + (isFirst ? [.publish(.genesis)] : []))
    }

    /// Asks the mirrors that have not signed an old offer where they are, and adds the own line that a bad clock had
    /// held back.
    private mutating func nudge(_ offer: Offer, at moment: Moment, interval: Duration) throws -> LedgerOutcome {
        var offer = offer
        var outcome = LedgerOutcome()
        let cosigned = try identity.cosigned(offer.note, at: moment)
        if cosigned.cosigners.count > offer.note.cosigners.count {
            offer.note = cosigned
            outcome.changes.append(.note(identity.origin, .offered, cosigned.note.bytes))
            outcome.effects.append(.publish(.checkpoint(cosigned.note.bytes)))
        }
        let patience = Self.patience(interval: interval)
        if moment.monotonic >= offer.since + patience, isDue(offer.asked, after: patience, at: moment) {
            offer.asked = moment.monotonic
            let silent = identity.otherMirrors.filter { !offer.note.isCosigned(by: $0) }
            outcome.effects.append(.publish(.checkpoint(offer.note.note.bytes)))
            outcome.effects += silent.map { .ask(LedgerQuery(to: $0, ask: .head(identity.origin))) }
        }
        offered = offer
        outcome += settle(at: moment)
        return outcome
    }
}
