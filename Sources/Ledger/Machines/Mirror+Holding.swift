import Metering
package import Statements

/// Taking entries in, and saying so.
extension Mirror {
    /// Joins the staged entries to the mirror when they reach the newest checkpoint and produce its root.
    mutating func complete(at moment: Moment) throws -> LedgerOutcome {
        guard let target, isFollowing, target.checkpoint.size > frontier.size,
            staging.firstMissing(from: frontier.size, to: target.checkpoint.size) == target.checkpoint.size
        else { return LedgerOutcome() }
        var growth = LogGrowth(origin: origin, onTopOf: frontier)
        for index in frontier.size..<target.checkpoint.size {
            guard let entry = staging[index] else { return LedgerOutcome() }
            growth.append(entry, identity.cryptography)
        }
        guard growth.frontier.root(identity.cryptography) == target.checkpoint.root else {
            // Bytes that give another root prove nothing about the log; they are asked for again.
            staging.drop()
            return LedgerOutcome()
        }
        return try take(growth, under: target, at: moment)
    }

    /// Appends entries that the checkpoint is proven to cover; the last ones with the cosignature.
    ///
    /// Up to a recorded checkpoint they are taken on the tree's word, and their signatures are checked afterwards.
    /// Beyond,
    /// each is checked now.
    mutating func take(_ growth: LogGrowth, under note: VerifiedNote, at moment: Moment) throws -> LedgerOutcome {
        let isTrusted = note.isRecorded && growth.start > 0
        if !isTrusted, let failure = firstFailure(in: growth.entries, from: growth.start) {
            return stop(at: failure.index, reason: failure.error.description)
        }
        if growth.start == 0, let genesis = growth.entries.first {
            author = try identity.author(byGenesis: genesis, of: origin)
        }
        frontier = growth.frontier
        staging.forget(below: frontier.size)
        asking = nil
        var outcome = LedgerOutcome(changes: [.grow(growth)])
        if checkedEnd == growth.start, !isTrusted {
            checkedEnd = frontier.size
            outcome.changes.append(checkedChange)
        }
        if frontier.size == note.checkpoint.size {
            target = nil
            held = note
            outcome += try cosignHeld(at: moment, isNew: true)
        }
        return outcome
    }

    /// Signs the newest head of which every entry is held, when the clock is good enough, and publishes that.
    mutating func cosignHeld(at moment: Moment, isNew: Bool = false) throws -> LedgerOutcome {
        guard let held, isFollowing, isNew || !held.isCosigned(by: identity.origin)
        else { return LedgerOutcome() }
        let cosigned = try identity.cosigned(held, at: moment)
        guard isNew || cosigned.cosigners.count > held.cosigners.count else { return LedgerOutcome() }
        self.held = cosigned
        var outcome = LedgerOutcome(changes: [.note(origin, .held, cosigned.note.bytes)])
        outcome.effects += retained
        return outcome
    }

    /// The newest cosignature, which is published again on every connection.
    package var retained: [LedgerEffect] {
        if let evidence { return [.publish(.evidence(against: origin, evidence))] }
        guard let held, held.isCosigned(by: identity.origin) else { return [] }
        return [.publish(.cosignature(of: origin, note: held.note.bytes))]
    }

    /// The first of some entries that fails the list that every mirror checks.
    func firstFailure(in entries: [[UInt8]], from start: UInt64) -> (index: UInt64, error: StatementError)? {
        var author = author
        for (offset, bytes) in entries.enumerated() {
            let index = start + UInt64(offset)
            do throws(StatementError) {
                if index == 0 { author = try identity.author(byGenesis: bytes, of: origin) }
                guard let author else { return nil }
                try Entry(parsing: bytes).verify(by: author, index: index, identity.cryptography)
            } catch {
                return (index, error)
            }
        }
        return nil
    }

    private mutating func stop(at index: UInt64, reason: String) -> LedgerOutcome {
        stoppedAt = index
        target = nil
        asking = nil
        return LedgerOutcome(effects: [.alarm(.invalidEntry(origin, index: index, reason: reason))])
    }

    // MARK: Entries that came on the tree's word

    /// The next entries whose signatures are still to be checked.
    package var unchecked: Range<UInt64>? {
        checkedEnd < frontier.size && isFollowing ? checkedEnd..<min(frontier.size, checkedEnd + 64) : nil
    }

    /// Checks the signatures of entries that are held, in order.
    package mutating func check(_ entries: [[UInt8]], from start: UInt64) -> LedgerOutcome {
        guard start == checkedEnd, isFollowing else { return LedgerOutcome() }
        if let failure = firstFailure(in: entries, from: start) {
            return stop(at: failure.index, reason: failure.error.description)
        }
        checkedEnd = start + UInt64(entries.count)
        return LedgerOutcome(changes: [checkedChange])
    }

    /// The store's name for how far a log's signatures are checked.
    package static func checkedSetting(of origin: Origin) -> String { "checked/\(origin)" }

    private var checkedChange: LedgerChange {
        .setting(Self.checkedSetting(of: origin), Array(String(checkedEnd).utf8))
    }
}
