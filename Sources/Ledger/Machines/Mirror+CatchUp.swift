import Metering
package import Statements

/// Asking for what is missing.
extension Mirror {
    /// One question on its way.
    struct Asking: Hashable, Sendable {
        var query: LedgerQuery
        var since: MonotonicTime
    }

    /// Live entries arrive before their checkpoint; only what is still missing after this long is asked for.
    static let grace: Duration = .seconds(1)
    /// How long an answer may take before somebody else is asked.
    static let patience: Duration = .seconds(10)

    /// Puts the question that is due.
    package mutating func tick(at moment: Moment, isConnected: Bool) throws -> LedgerOutcome {
        var outcome = try cosignHeld(at: moment)
        if let range = unchecked { outcome.effects.append(.checkEntries(origin, range)) }
        guard isConnected, isFollowing, let target, target.checkpoint.size > frontier.size else {
            waitingSince = nil
            return outcome
        }
        guard let since = waitingSince else {
            waitingSince = moment.monotonic
            return outcome
        }
        guard moment.monotonic >= since + Self.grace else { return outcome }
        if let asking, moment.monotonic < asking.since + Self.patience { return outcome }
        if asking != nil { failedAsks += 1 }
        outcome += ask(for: target, at: moment)
        return outcome
    }

    /// An answer with entries, to be believed only as far as it proves itself.
    package mutating func receive(
        start: UInt64, bundle: [UInt8], proof: [Digest], from answerer: Origin, at moment: Moment
    ) throws -> LedgerOutcome {
        guard let asking, asking.query.to == answerer, let target, isFollowing else { return LedgerOutcome() }
        self.asking = nil
        let entries = try EntryBundle.decode(bundle, limit: Int(Self.bundleLimit))
        guard start == frontier.size, !entries.isEmpty else {
            for (offset, entry) in entries.enumerated() {
                staging.stage(entry, at: start + UInt64(offset), size: frontier.size)
            }
            return try complete(at: moment)
        }
        var growth = LogGrowth(origin: origin, onTopOf: frontier)
        for entry in entries.prefix(Int(clamping: target.checkpoint.size - frontier.size)) {
            growth.append(entry, identity.cryptography)
        }
        let isProven = MerkleTree.verifyConsistency(
            from: growth.frontier.size, root: growth.frontier.root(identity.cryptography), to: target.checkpoint.size,
            root: target.checkpoint.root, proof: proof, identity.cryptography)
        guard isProven else {
            failedAsks += 1
            return LedgerOutcome()
        }
        failedAsks = 0
        var outcome = try take(growth, under: target, at: moment)
        outcome += try complete(at: moment)
        if let target = self.target, target.checkpoint.size > frontier.size { outcome += ask(for: target, at: moment) }
        return outcome
    }

    /// The question was not answered, or refused.
    package mutating func unanswered(_ query: LedgerQuery) {
        guard asking?.query == query else { return }
        asking = nil
        failedAsks += 1
    }

    /// Asks the log's own gateway first, and the other mirrors in turn when it does not answer well.
    private mutating func ask(for target: VerifiedNote, at moment: Moment) -> LedgerOutcome {
        let size = target.checkpoint.size
        let start = staging.firstMissing(from: frontier.size, to: size)
        guard start < size else { return LedgerOutcome() }
        let end = min(staging.firstPresent(after: start, to: size), start + Self.bundleLimit)
        let sources = [origin] + identity.otherMirrors.filter { $0 != origin }
        let query = LedgerQuery(
            to: sources[failedAsks % sources.count], ask: .entries(origin, start: start, end: end, size: size))
        asking = Asking(query: query, since: moment.monotonic)
        return LedgerOutcome(effects: [.ask(query)])
    }
}
