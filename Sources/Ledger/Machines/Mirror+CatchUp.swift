import Metering
package import Statements

/// Asking for what is missing.
extension Mirror {
    /// One question on its way, and the checkpoint that the answer must lead to.
    struct Asking: Hashable, Sendable {
        var query: LedgerQuery
        var head: VerifiedNote
        var since: MonotonicTime
    }

    /// Live entries arrive before their checkpoint; only what is still missing after this long is asked for.
    static let grace: Duration = .seconds(1)
    /// How long an answer may take before somebody else is asked, and how long to wait once everybody was asked in vain.
    static let patience: Duration = .seconds(10)

    /// Time has passed: signs what a bad clock had held back, and puts the question that is due.
    package mutating func tick(at moment: Moment, isConnected: Bool) throws(SigningFailure) -> LedgerOutcome {
        var outcome = try cosignHeld(at: moment)
        if let range = unchecked { outcome.effects.append(.checkEntries(origin, range)) }
        guard isConnected, isFollowing, let aim = pending.aim(beyond: frontier.size) else {
            waitingSince = nil
            return outcome
        }
        guard let since = waitingSince else {
            waitingSince = moment.monotonic
            return outcome
        }
        guard moment.monotonic >= since + Self.grace else { return outcome }
        if let asking {
            guard moment.monotonic >= asking.since + Self.patience else { return outcome }
            failedAsks += 1
        } else if failedAsks > 0, failedAsks.isMultiple(of: sources.count) {
            guard moment.isDue(lastAsked, after: Self.patience) else { return outcome }
        }
        outcome += ask(for: aim, at: moment)
        return outcome
    }

    /// Whether ``tick(at:isConnected:)`` would change or want anything, now or in a while.
    func isTickDue(isConnected: Bool) -> Bool {
        guard waitingSince == nil else { return true }
        guard isFollowing else { return false }
        return held.map { !identity.hasCosigned($0) } ?? false || unchecked != nil
            || isConnected && pending.reach(beyond: frontier.size)
    }

    /// A session with the broker began: a question that was on its way is lost.
    mutating func connected() { asking = nil }

    /// An answer with entries, to be believed only as far as it proves itself: together with the staged entries before it, it
    /// must lead to the checkpoint that the question named.
    /// - Throws: ``LedgerError`` when the bundle is malformed.
    package mutating func receive(
        start: UInt64, bundle: [UInt8], proof: [Digest], from answerer: Origin, at moment: Moment
    ) throws -> LedgerOutcome {
        guard let asking, asking.query.to == answerer, isFollowing,
            case .entries(_, start, _, _) = asking.query.ask
        else { return LedgerOutcome() }
        self.asking = nil
        failedAsks += 1  // until it has proven itself
        let entries = try EntryBundle.decode(bundle, limit: Int(Self.bundleLimit))
        let head = asking.head
        guard !entries.isEmpty, UInt64(entries.count) <= head.checkpoint.size - start,
            start + UInt64(entries.count) > frontier.size,
            let growth = growth(from: start, entries)
        else { return LedgerOutcome() }
        let isProven = MerkleTree.verifyConsistency(
            from: growth.frontier.size, root: growth.frontier.root(identity.cryptography), to: head.checkpoint.size,
            root: head.checkpoint.root, proof: proof, identity.cryptography)
        guard isProven else {
            // What was staged before it may be at fault as well.
            staging.drop()
            return LedgerOutcome()
        }
        failedAsks = 0
        var outcome = try take(growth, under: head, proof: proof, at: moment)
        outcome += try complete(at: moment)
        if isFollowing, let aim = pending.aim(beyond: frontier.size) { outcome += ask(for: aim, at: moment) }
        return outcome
    }

    /// The question was not answered, or refused.
    package mutating func unanswered(_ query: LedgerQuery) {
        guard asking?.query == query else { return }
        asking = nil
        failedAsks += 1
    }

    /// The growth by staged entries up to `start` and these behind them.
    /// - Returns: `nil` when a staged one is gone.
    private func growth(from start: UInt64, _ entries: [[UInt8]]) -> LogGrowth? {
        var growth = LogGrowth(origin: origin, onTopOf: frontier)
        if frontier.size < start {
            for index in frontier.size..<start {
                guard let entry = staging[index] else { return nil }
                growth.append(entry, identity.cryptography)
            }
        }
        let known = frontier.size > start ? Int(frontier.size - start) : 0
        for entry in entries.dropFirst(known) { growth.append(entry, identity.cryptography) }
        return growth
    }

    /// The log's own gateway first, and the other mirrors in turn when it does not answer well.
    private var sources: [Origin] { [origin] + identity.otherMirrors.filter { $0 != origin } }

    private mutating func ask(for head: VerifiedNote, at moment: Moment) -> LedgerOutcome {
        let size = head.checkpoint.size
        let start = staging.firstMissing(from: frontier.size, to: size)
        guard start < size else { return LedgerOutcome() }
        let end = min(staging.firstPresent(after: start, to: size), start + Self.bundleLimit)
        let query = LedgerQuery(
            to: sources[failedAsks % sources.count], ask: .entries(origin, start: start, end: end, size: size))
        asking = Asking(query: query, head: head, since: moment.monotonic)
        lastAsked = moment.monotonic
        return LedgerOutcome(effects: [.ask(query)])
    }
}
