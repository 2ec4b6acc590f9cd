import Metering
import Statements

extension Writer {
    /// Takes what a mirror holds beyond this database, and signs the statements that waited again, behind it.
    ///
    /// Their registers start from the totals that the other life reached: a register never goes back.
    /// - Parameters:
    ///   - base: the own tree at the pursuit's start.
    ///   - tail: the own entries from there on, none of them ever published.
    /// - Returns: nothing but a new comparison when the bytes do not produce the root that the own key signed.
    mutating func adopt(base: MerkleFrontier, tail: [[UInt8]], at moment: Moment) throws -> LedgerOutcome {
        guard case .following(let pursuit) = phase, base.size == pursuit.start else { return LedgerOutcome() }
        let cryptography = identity.cryptography
        let claimed = pursuit.claim.note
        var theirs = LogGrowth(origin: identity.origin, onTopOf: base)
        for entry in pursuit.entries { theirs.append(entry, cryptography) }
        guard theirs.frontier.root(cryptography) == claimed.checkpoint.root else {
            phase = .comparing(Comparison(began: moment.monotonic))
            return LedgerOutcome()
        }
        for (offset, bytes) in pursuit.entries.enumerated() {
            try Entry(parsing: bytes).verify(by: identity.author, index: base.size + UInt64(offset), cryptography)
        }
        let common = zip(pursuit.entries, tail).prefix { $0 == $1 }.count
        var growth = LogGrowth(origin: identity.origin, onTopOf: base)
        for entry in pursuit.entries.prefix(common) { growth.append(entry, cryptography) }
        let changes: [LedgerChange] = [.truncate(identity.origin, size: growth.frontier.size)]
        var taken = LogGrowth(origin: identity.origin, onTopOf: growth.frontier)
        for entry in pursuit.entries.dropFirst(common) { taken.append(entry, cryptography) }
        let totals = try totals(in: pursuit.entries)
        let raise = totals.reduce(into: [:]) { $0[$1.key] = $1.value.gain(over: restored[$1.key] ?? Register()) }
        frontier = taken.frontier
        let drafts = try tail.dropFirst(common).map {
            try Draft(again: Entry(parsing: $0), raisedBy: raise, meters: meters)
        }
        for draft in drafts {
            taken.append(
                try identity.entry(draft, index: taken.frontier.size, record: recordDigest).bytes, cryptography)
        }
        frontier = taken.frontier
        publishedEnd = claimed.checkpoint.size
        phase = .open
        offered = nil
        let note = drafts.isEmpty ? claimed : try signHead()
        held = note
        let size = UInt64(pursuit.entries.count - common)
        return LedgerOutcome(
            changes: changes + [
                .grow(taken), .note(identity.origin, .held, note.note.bytes), .note(identity.origin, .offered, nil),
                .published(identity.origin, end: publishedEnd),
            ],
            effects: [.restoreRegisters(totals), .alarm(.adopted(size: size, signedAgain: drafts.count))])
    }

    /// The other life's newest registers.
    private func totals(in entries: [[UInt8]]) throws -> [Name: Register] {
        var newest: [Name: Register] = [:]
        for bytes in entries {
            guard case .reading(let reading) = try Message.decode(Entry(parsing: bytes)) else { continue }
            newest[reading.meter] = Register(
                pulses: reading.pulses, lost: reading.lost, bounced: reading.bounced, stuck: reading.stuck)
        }
        return newest
    }
}

extension Register {
    /// What these totals have more than others; nothing where they have less.
    fileprivate func gain(over other: Self) -> Self {
        Self(
            pulses: Pulses(max(0, pulses.rawValue - other.pulses.rawValue)), lost: max(0, lost - other.lost),
            bounced: max(0, bounced - other.bounced), stuck: max(0, stuck - other.stuck))
    }
}
