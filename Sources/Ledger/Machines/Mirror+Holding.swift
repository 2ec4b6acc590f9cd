import Metering
import Statements

/// Taking entries in, and saying so.
extension Mirror {
    /// Joins the staged entries to the mirror when they reach a pending checkpoint and produce its root; the newest counts.
    mutating func complete(at moment: Moment) throws(SigningFailure) -> LedgerOutcome {
        let newest = pending.newest?.checkpoint.size ?? 0
        let end = staging.firstMissing(from: frontier.size, to: newest)
        let heads = pending.heads.filter { $0.checkpoint.size > frontier.size && $0.checkpoint.size <= end }
        guard !heads.isEmpty else { return LedgerOutcome() }
        var growth = LogGrowth(origin: origin, onTopOf: frontier)
        var found: (growth: LogGrowth, head: VerifiedNote)?
        for head in heads {
            for index in growth.frontier.size..<head.checkpoint.size {
                guard let entry = staging[index] else { return LedgerOutcome() }
                growth.append(entry, identity.cryptography)
            }
            if growth.frontier.root(identity.cryptography) == head.checkpoint.root { found = (growth, head) }
        }
        if let found { return try take(found.growth, under: found.head, proof: [], at: moment) }
        // Bytes that give another root prove nothing about the log; they are asked for again. A smaller head may itself be
        // the contradiction, so only the newest decides that the bytes are at fault.
        if end == newest { staging.drop() }
        return LedgerOutcome()
    }

    /// Appends entries that the checkpoint is proven to cover; the last ones with the cosignature.
    ///
    /// Up to a recorded checkpoint they are taken on the tree's word, and their signatures are checked afterwards. Beyond,
    /// each is checked now.
    /// - Parameter proof: leads from the tree that ends with the entries to the checkpoint's.
    mutating func take(
        _ growth: LogGrowth, under note: VerifiedNote, proof: [Digest], at moment: Moment
    ) throws(SigningFailure) -> LedgerOutcome {
        let isTrusted = note.isRecorded && growth.start > 0
        var rules = rules
        if isTrusted {
            rules.take(growth, identity.cryptography)
        } else {
            switch check(growth.entries, from: growth.start) {
            case .valid(let found): rules = found
            case .invalid(let index, let error): return stop(at: index, error, in: growth, under: note, proof)
            }
        }
        let isWhole = growth.frontier.size == note.checkpoint.size
        let head = isWhole ? try cosigned(note, by: rules, at: moment) : nil
        // From here on nothing throws.
        self.rules = rules
        frontier = growth.frontier
        staging.forget(below: frontier.size)
        var outcome = LedgerOutcome(changes: [.grow(growth)])
        if checkedEnd == growth.start, !isTrusted {
            checkedEnd = frontier.size
            outcome.changes.append(checkedChange)
        }
        guard let head else { return outcome }
        held = head
        outcome.changes.append(.note(origin, .held, head.note.bytes))
        outcome.effects += retained
        if let judged = try? rules.rule(at: frontier.size).check(note.note, knowing: note, identity.cryptography) {
            outcome += record(judged)
        }
        for smaller in pending.take(upTo: frontier.size) where smaller.checkpoint.size < frontier.size {
            outcome += compare(smaller, with: head)
        }
        return outcome
    }

    /// Signs the newest head of which every entry is held, once the clock is good enough, and publishes that.
    mutating func cosignHeld(at moment: Moment) throws(SigningFailure) -> LedgerOutcome {
        guard let held, isFollowing else { return LedgerOutcome() }
        let cosigned = try cosigned(held, by: rules, at: moment)
        guard cosigned.cosigners.count > held.cosigners.count else { return LedgerOutcome() }
        self.held = cosigned
        return LedgerOutcome(changes: [.note(origin, .held, cosigned.note.bytes)], effects: retained)
    }

    /// The note with the own line, unless nothing is cosigned for now, or no more of a log that has not followed the policy for too
    /// long.
    private func cosigned(
        _ note: VerifiedNote, by rules: LogRules, at moment: Moment
    ) throws(SigningFailure) -> VerifiedNote {
        guard !isSilent, !isLeftBehind(at: note.checkpoint.size, by: rules, moment) else { return note }
        return try identity.cosigned(note, by: rules, at: moment)
    }

    /// Whether the own log adopted a version more than seven days ago that this one has not.
    private func isLeftBehind(at size: UInt64, by rules: LogRules, _ moment: Moment) -> Bool {
        guard let followed, rules.version(at: size)?.number ?? 0 < followed.number else { return false }
        return moment.stamp.time.seconds > Int64(clamping: followed.since) + Int64(Followed.grace)
    }

    /// What has arrived beyond what is held whole; `nil` for nothing.
    var looseEnds: LooseEnds? {
        guard isFollowing else { return nil }
        let entries = staging.inOrder(byteLimit: LooseEnds.bundleLimit, countLimit: Int(Self.bundleLimit))
        guard target != nil || !entries.isEmpty else { return nil }
        return LooseEnds(note: target?.note.bytes, bundle: EntryBundle.encode(entries))
    }

    /// The newest cosignature, which is published again on every connection; or the evidence, for ever.
    package var retained: [LedgerEffect] {
        if let evidence { return [.publish(.evidence(against: origin, evidence))] }
        guard let held, identity.hasCosigned(held) else { return [] }
        return [.publish(.cosignature(of: origin, note: held.note.bytes))]
    }
}
