import Metering
import Statements

/// Fetching what mirrors hold of the own log beyond this database.
extension Writer {
    /// Begins to fetch: first of all the own tree is read up to where everybody has the same.
    mutating func pursue(_ claim: Claim) -> LedgerOutcome {
        let pursuit = Pursuit(
            claim, from: publishedEnd, sources: identity.otherMirrors, waiting: frontier.size - publishedEnd)
        phase = .following(pursuit)
        return LedgerOutcome(effects: [.readOwnTail(from: pursuit.start)])
    }

    /// Asks again what was not answered, and somebody else.
    mutating func pursueTick(at moment: Moment) -> LedgerOutcome {
        guard case .following(var pursuit) = phase,
            moment.isDue(pursuit.asked, after: Mirror.patience)
        else { return LedgerOutcome() }
        if pursuit.asking != nil { pursuit.fail() }
        guard pursuit.growth != nil, !pursuit.isRoundOver else { return readOn(pursuit, at: moment) }
        return ask(pursuit, at: moment)
    }

    /// A piece of the own log from a mirror, with the proof that it leads to the claimed head.
    mutating func fetched(
        start: UInt64, entries: [[UInt8]], proof: [Digest], from holder: Origin, at moment: Moment
    ) -> LedgerOutcome {
        guard case .following(var pursuit) = phase, pursuit.asking?.to == holder, var growth = pursuit.growth,
            start == growth.frontier.size
        else { return LedgerOutcome() }
        let missing = pursuit.size - start
        for entry in entries.prefix(Int(clamping: missing)) { growth.append(entry, identity.cryptography) }
        let isProven =
            !entries.isEmpty && entries.count <= missing
            && MerkleTree.verifyConsistency(
                from: growth.frontier.size, root: growth.frontier.root(identity.cryptography), to: pursuit.size,
                root: pursuit.claim.note.checkpoint.root, proof: proof, identity.cryptography)
        guard isProven else {
            pursuit.fail()
            phase = .following(pursuit)
            return LedgerOutcome()
        }
        pursuit.failedAsks = 0
        pursuit.asking = nil
        pursuit.growth = growth
        return pursuit.isRoundOver ? readOn(pursuit, at: moment) : ask(pursuit, at: moment)
    }

    /// A question of the pursuit was refused, or its time is over.
    mutating func unanswered(_ query: LedgerQuery) {
        guard case .following(var pursuit) = phase, pursuit.asking == query else { return }
        pursuit.fail()
        phase = .following(pursuit)
    }

    /// The own tree up to an index, and some own entries from there on, none only where the log ends: the pursuit can begin,
    /// or a round of it ends, a page at a time. What was read for a question of before is passed over.
    mutating func adopt(base: MerkleFrontier, page: [[UInt8]], at moment: Moment) throws(SigningFailure)
        -> LedgerOutcome
    {
        guard base.size == frontier.size || !page.isEmpty else { return LedgerOutcome() }
        switch phase {
        case .gathering(let gathering):
            return base.size == gathering.next
                ? try join(gathering, base: base, page: page, at: moment) : LedgerOutcome()
        case .following(var pursuit):
            guard base.size == pursuit.next else { return LedgerOutcome() }
            guard pursuit.growth != nil else {
                pursuit.growth = LogGrowth(origin: identity.origin, onTopOf: base)
                return ask(pursuit, at: moment)
            }
            return pursuit.isRoundOver ? try take(pursuit, base: base, page: page, at: moment) : LedgerOutcome()
        case .comparing, .open, .contradicted:
            return LedgerOutcome()
        }
    }

    /// Has the next page of the own log read.
    mutating func readOn(_ pursuit: Pursuit, at moment: Moment) -> LedgerOutcome {
        var pursuit = pursuit
        pursuit.asked = moment.monotonic
        phase = .following(pursuit)
        return LedgerOutcome(effects: [.readOwnTail(from: pursuit.next)])
    }

    mutating func ask(_ pursuit: Pursuit, at moment: Moment) -> LedgerOutcome {
        var pursuit = pursuit
        var outcome = LedgerOutcome()
        let next = pursuit.growth?.frontier.size ?? pursuit.start
        pursuit.asked = moment.monotonic
        if pursuit.failedAsks >= 2 * pursuit.sources.count, !pursuit.isWithholdingSaid {
            pursuit.isWithholdingSaid = true
            outcome.effects.append(.alarm(.entriesWithheld(size: pursuit.size)))
        }
        if !pursuit.sources.isEmpty {
            let query = LedgerQuery(
                to: pursuit.sources[pursuit.failedAsks % pursuit.sources.count],
                ask: .entries(
                    identity.origin, start: next, end: min(pursuit.size, next + Mirror.bundleLimit),
                    size: pursuit.size))
            pursuit.asking = query
            outcome.effects.append(.ask(query))
        }
        phase = .following(pursuit)
        return outcome
    }
}
