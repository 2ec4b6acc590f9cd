package import Statements

/// The list that every mirror checks of an entry, and what follows when a covered entry fails it.
extension Mirror {
    /// What the list says of some entries.
    enum Verdict {
        case valid(LogRules)
        case invalid(index: UInt64, StatementError)
    }

    /// Checks entries in order, the first of them at `start`.
    func check(_ entries: [[UInt8]], from start: UInt64) -> Verdict {
        var rules = rules
        for (index, bytes) in zip(start..., entries) {
            do throws(StatementError) {
                if index == 0 { rules.begin(try identity.author(byGenesis: bytes, of: origin)) }
                let entry = try Entry(parsing: bytes)
                guard let author = rules.author(at: index) else { throw .check(.keyIdentifier(entry.keyIdentifier)) }
                try entry.verify(by: author, index: index, identity.cryptography)
            } catch {
                return .invalid(index: index, error)
            }
            rules.take(bytes, at: index, identity.cryptography)
        }
        return .valid(rules)
    }

    /// Stops before an invalid entry that is about to be taken in. The log's checkpoint covers it, so it is evidence.
    mutating func stop(
        at index: UInt64, _ error: StatementError, in growth: LogGrowth, under note: VerifiedNote, _ proof: [Digest]
    ) -> LedgerOutcome {
        stop(at: index)
        let tree = PartialTree(
            frontier, adding: growth.entries, size: note.checkpoint.size, proof: proof, identity.cryptography)
        let entry = growth.entries[Int(index - growth.start)]
        if let path = tree.inclusionProof(of: index),
            let outcome = try? receive(
                .entry(origin, index: index, entry: entry, note: note.note.bytes, proof: path))
        {
            return outcome
        }
        return LedgerOutcome(effects: [.alarm(.invalidEntry(origin, index: index, reason: error.description))])
    }

    private mutating func stop(at index: UInt64) {
        stoppedAt = index
        pending.drop()
        asking = nil
    }

    // MARK: Entries that came on the tree's word

    /// The next entries whose signatures are still to be checked, none beyond the newest head that is held whole.
    package var unchecked: Range<UInt64>? {
        guard isFollowing, let held, checkedEnd < held.checkpoint.size else { return nil }
        return checkedEnd..<min(held.checkpoint.size, checkedEnd + 64)
    }

    /// Checks the signatures of entries that are held, in order. Where one fails, the own copy is asked to prove it.
    package mutating func checkHeld(_ entries: [[UInt8]], from start: UInt64) -> LedgerOutcome {
        guard start == checkedEnd, isFollowing, let held else { return LedgerOutcome() }
        switch check(entries, from: start) {
        case .valid:
            checkedEnd = start + UInt64(entries.count)
            return LedgerOutcome(changes: [checkedChange])
        case .invalid(let index, let error):
            stop(at: index)
            let entry = InvalidEntry(origin: origin, index: index, entry: entries[Int(index - start)], note: held)
            return LedgerOutcome(effects: [
                .alarm(.invalidEntry(origin, index: index, reason: error.description)), .prove(entry),
            ])
        }
    }

    /// The own copy's proof that the log's checkpoint covers an invalid entry.
    /// - Throws: ``LedgerError/evidence(_:)`` when the proof does not prove it: then it is the own copy that is damaged.
    package mutating func proved(_ invalid: InvalidEntry, proof: [Digest]) throws(LedgerError) -> LedgerOutcome {
        try receive(
            .entry(
                origin, index: invalid.index, entry: invalid.entry, note: invalid.note.note.bytes, proof: proof))
    }

    /// The store's name for how far a log's signatures are checked.
    package static func checkedSetting(of origin: Origin) -> String { "checked/\(origin)" }

    var checkedChange: LedgerChange {
        .setting(Self.checkedSetting(of: origin), Array(String(checkedEnd).utf8))
    }
}
