import Metering
package import Statements

/// What another life of this gateway published in its last moment, before any mirror held it whole; and the owner's choice
/// where not all mirrors answer.
extension Writer {
    /// The own tree up to what is published and the own entries from there on: what lies loose elsewhere is taken where the
    /// own log has something else, or nothing.
    mutating func join(
        _ gathering: Gathering, base: MerkleFrontier, tail: [[UInt8]], at moment: Moment
    ) throws(SigningFailure) -> LedgerOutcome {
        let cryptography = identity.cryptography
        let joined = gathering.loose.joined(to: tail, from: base.size)
        let common = zip(joined, tail).prefix { $0 == $1 }.count
        let isNews = common < joined.count && base.size + UInt64(common) >= exposedEnd
        let entries = isNews ? joined : tail
        if let head = gathering.loose.head, head.checkpoint.size > base.size {
            let missing = Int(clamping: head.checkpoint.size - base.size)
            var frontier = base
            for entry in entries.prefix(missing) { frontier.append(leaf: cryptography.leafHash(entry), cryptography) }
            guard frontier.size == head.checkpoint.size, frontier.root(cryptography) == head.checkpoint.root else {
                return wait(for: head, gathering, at: moment)
            }
        }
        guard isNews else { return open() }
        var growth = LogGrowth(origin: identity.origin, onTopOf: base)
        for entry in joined { growth.append(entry, cryptography) }
        let claim = Claim(note: try identity.signHead(of: growth.frontier), holder: identity.origin)
        var pursuit = Pursuit(claim, from: base.size, sources: [])
        pursuit.growth = growth
        return try take(pursuit, base: base, tail: tail, at: moment)
    }

    /// A head is signed whose entries nobody has: any other of its size would be a fork, so it is waited for.
    private mutating func wait(for head: VerifiedNote, _ gathering: Gathering, at moment: Moment) -> LedgerOutcome {
        var comparison = Comparison()
        comparison.began = moment.monotonic
        comparison.asked = moment.monotonic
        comparison.isIncompletenessSaid = gathering.isIncompletenessSaid
        comparison.isWithholdingSaid = true
        phase = .comparing(comparison)
        return LedgerOutcome(
            effects: gathering.isWithholdingSaid ? [] : [.alarm(.entriesWithheld(size: head.checkpoint.size))])
    }

    /// The owner goes on without some mirrors: what only they hold is not waited for.
    /// - Returns: what the store must remember of it; nothing where nothing is being recovered.
    package mutating func goOn(without mirrors: Set<Origin>) -> LedgerOutcome {
        guard var recovery else { return LedgerOutcome() }
        recovery.isChosen = true
        recovery.excused.formUnion(mirrors.intersection(identity.otherMirrors))
        self.recovery = recovery
        return LedgerOutcome(changes: [.setting(Recovery.setting, recovery.bytes)])
    }
}
