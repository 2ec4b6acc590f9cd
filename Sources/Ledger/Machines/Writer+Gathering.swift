import Metering
package import Statements

/// What another life of this gateway published in its last moment, before any mirror held it whole; and the owner's choice
/// where not all mirrors answer.
extension Writer {
    /// A page of the own log: what lies loose elsewhere is taken where the own log has something else, or nothing.
    mutating func join(
        _ gathering: Gathering, base: MerkleFrontier, page: [[UInt8]], at moment: Moment
    ) throws(SigningFailure) -> LedgerOutcome {
        let (cryptography, loose) = (identity.cryptography, gathering.loose)
        var gathering = gathering
        var tree = base
        for (place, own) in page.enumerated() where tree.size < loose.end {
            if let other = loose.entries[tree.size], other != own, !gathering.isOwnKept {
                guard tree.size < exposedEnd else {
                    return try take(gathering, base: tree, page: Array(page[place...]), at: moment)
                }
                gathering.isOwnKept = true
            }
            tree.append(leaf: cryptography.leafHash(own), cryptography)
            if let head = loose.head, head.checkpoint.size == tree.size,
                head.checkpoint.root != tree.root(cryptography)
            {
                return wait(for: head, gathering, at: moment)
            }
        }
        if tree.size >= loose.end { return open() }
        guard tree.size == frontier.size else {
            gathering.next = tree.size
            gathering.asked = moment.monotonic
            phase = .gathering(gathering)
            return LedgerOutcome(effects: [.readOwnTail(from: tree.size)])
        }
        if loose.entries[tree.size] != nil, !gathering.isOwnKept {
            return try take(gathering, base: tree, page: [], at: moment)
        }
        if let head = loose.head, head.checkpoint.size > tree.size { return wait(for: head, gathering, at: moment) }
        return open()
    }

    /// Takes the loose entries from where the own log has something else, or nothing, up to the first gap.
    private mutating func take(
        _ gathering: Gathering, base: MerkleFrontier, page: [[UInt8]], at moment: Moment
    ) throws(SigningFailure) -> LedgerOutcome {
        let head = gathering.loose.head.flatMap { $0.checkpoint.size > base.size ? $0 : nil }
        var growth = LogGrowth(origin: identity.origin, onTopOf: base)
        var isHeadReached = head == nil
        for entry in usable(gathering.loose, from: base.size) {
            growth.append(entry, identity.cryptography)
            guard let head, head.checkpoint.size == growth.frontier.size else { continue }
            isHeadReached = head.checkpoint.root == growth.frontier.root(identity.cryptography)
        }
        if let head, !isHeadReached { return wait(for: head, gathering, at: moment) }
        guard !growth.entries.isEmpty else { return open() }
        let claim = Claim(note: try identity.signHead(of: growth.frontier), holder: identity.origin)
        var pursuit = Pursuit(claim, from: base.size, sources: [], waiting: frontier.size - base.size)
        pursuit.growth = growth
        return try take(pursuit, base: base, page: page, at: moment)
    }

    /// The loose entries from an index on, up to the first gap, or to one that is signed with another key than the log says:
    /// somebody withholds the change of the key.
    private func usable(_ loose: LooseTail, from start: UInt64) -> [[UInt8]] {
        var entries: [[UInt8]] = []
        while let entry = loose.entries[start + UInt64(entries.count)] { entries.append(entry) }
        return foreignEntry(in: entries, from: start).map { Array(entries.prefix(Int($0.index - start))) } ?? entries
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
