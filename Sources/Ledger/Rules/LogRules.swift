package import Statements

/// By whom each part of one log is judged, as the log itself says it: which version of its community's policy decides what is
/// recorded, and which key signs its statements.
///
/// Whoever has a log's entries finds the same. A change that is not valid changes nothing. README.md has the rules.
package struct LogRules: Sendable {
    /// A version that the log adopted.
    package struct Adoption: Hashable, Sendable {
        /// Of the adopting entry.
        package let index: UInt64
        /// What it says.
        package let version: PolicyAdoption
        /// The adopting entry's leaf.
        let leaf: Digest
        /// The index of the entry that shows a record of it by the quorums of both versions, and that record's time; `nil` while
        /// there is none.
        package fileprivate(set) var record: Record?

        /// What settles an adoption.
        package struct Record: Hashable, Sendable {
            /// From behind this entry on, the version judges alone.
            package let index: UInt64
            /// POSIX seconds.
            package let time: UInt64
        }
    }

    /// Which log.
    package let origin: Origin
    /// Whoever may judge.
    package let known: KnownPolicy
    /// In the order of the log.
    package private(set) var adoptions: [Adoption] = []
    /// Who signs, from which index on; empty until the genesis is known.
    private var authors: [(start: UInt64, author: LogAuthor)] = []
    /// Entries below are taken into account.
    private var end: UInt64 = 0

    /// Nothing of a log yet.
    package init(of origin: Origin, _ known: KnownPolicy) {
        self.origin = origin
        self.known = known
    }

    /// What a log's changes say.
    /// - Parameters:
    ///   - author: who signs, by its genesis; `nil` while that is not known.
    ///   - changes: in the order of the log.
    package init(
        of origin: Origin, _ known: KnownPolicy, author: LogAuthor?, changes: [StoredRuleChange],
        _ cryptography: some Cryptography
    ) {
        self.init(of: origin, known)
        if let author { begin(author) }
        for change in changes { take(change.entry, at: change.index, cryptography) }
    }

    /// The genesis names who signs.
    mutating func begin(_ author: LogAuthor) { authors = [(0, author)] }

    // MARK: What the log says

    /// The next entries of the log, behind what is taken into account or, where a log was cut back, in the place of it.
    mutating func take(_ growth: LogGrowth, _ cryptography: some Cryptography) {
        cut(to: growth.start)
        for (index, entry) in zip(growth.start..., growth.entries) { take(entry, at: index, cryptography) }
    }

    /// One entry more. Most say nothing here.
    package mutating func take(_ entry: [UInt8], at index: UInt64, _ cryptography: some Cryptography) {
        guard index >= end else { return }
        end = index + 1
        guard RuleChange.isClaimed(by: entry), let change = RuleChange(entry: entry) else { return }
        switch change {
        case .adoption(let version):
            guard version.number > adoptions.last?.version.number ?? 0 else { return }
            adoptions.append(Adoption(index: index, version: version, leaf: cryptography.leafHash(entry)))
        case .record(let record):
            guard let time = time(of: record, before: index, cryptography) else { return }
            adoptions[adoptions.count - 1].record = Adoption.Record(index: index, time: time)
        case .key(let change):
            guard let author = author(at: index), change.isValid(after: author, cryptography) else { return }
            authors.append((index + 1, LogAuthor(origin: origin, key: change.key, cryptography)))
        }
    }

    /// Forgets what entries from `size` on said.
    mutating func cut(to size: UInt64) {
        guard size < end else { return }
        end = size
        adoptions.removeAll { $0.index >= size }
        authors.removeAll { $0.start > size }
        if let record = adoptions.last?.record, record.index >= size { adoptions[adoptions.count - 1].record = nil }
    }

    /// When the newest adoption was recorded, if this shows it.
    private func time(
        of record: AdoptionRecord, before index: UInt64, _ cryptography: some Cryptography
    ) -> UInt64? {
        guard let adoption = adoptions.last, adoption.record == nil, adoption.index == record.index,
            let note = try? SignedNote(parsing: record.note),
            let verified = try? rule(at: index).check(note, cryptography), verified.checkpoint.origin == origin,
            verified.checkpoint.size <= index,
            MerkleTree.verifyInclusion(
                leaf: adoption.leaf, index: adoption.index, size: verified.checkpoint.size, proof: record.path,
                root: verified.checkpoint.root, cryptography)
        else { return nil }
        return verified.recordedTime
    }

    // MARK: What follows

    /// Who signs the entry at an index; `nil` while the genesis is not known.
    package func author(at index: UInt64) -> LogAuthor? { authors.last { $0.start <= index }?.author }

    /// From which index on this author signs, or signed; `nil` where it never did.
    package func start(of author: LogAuthor) -> UInt64? { authors.last { $0.author == author }?.start }

    /// Whether any of these entries changes the rules.
    package func hasChange(in range: Range<UInt64>) -> Bool {
        adoptions.contains { range.contains($0.index) || $0.record.map { range.contains($0.index) } ?? false }
            || authors.contains { $0.start > 0 && range.contains($0.start - 1) }
    }

    /// The version that judges a head of a size: the newest that one of its entries adopts. `nil` where none does: then the first
    /// that names the log judges.
    package func version(at size: UInt64) -> PolicyAdoption? { adoption(at: size)?.version }

    /// The version that judges a head of a size, where it is not known here.
    package func unknownVersion(at size: UInt64) -> PolicyAdoption? {
        adoption(at: size).flatMap { known.policy(adoptedBy: $0.version) == nil ? $0.version : nil }
    }

    /// What makes a head of a size recorded. An adopting entry takes the quorum of the version before as well, until the log
    /// shows that it was recorded so. Under a version that is not known nothing is.
    package func rule(at size: UInt64) -> RecordRule { known.rule(judge(at: size), of: origin) }

    private func judge(at size: UInt64) -> RecordRule {
        guard let newest = adoption(at: size) else { return known.founding(of: origin).rule }
        guard let policy = known.policy(adoptedBy: newest.version) else { return RecordRule(passing: known.newest) }
        guard !isSettled(newest, at: size) else { return policy.rule }
        let old = judge(before: newest, at: size)
        return old == policy ? policy.rule : known.transition(old, policy)
    }

    /// The same for a head of long ago, whose note may have lines of mirrors that the version before named.
    package func historicalRule(at size: UInt64) -> RecordRule {
        guard let newest = adoption(at: size), isSettled(newest, at: size) else { return rule(at: size) }
        let (old, new) = (judge(before: newest, at: size), policy(of: newest))
        return known.rule(old == new ? new.rule : RecordRule(new, passing: old), of: origin)
    }

    /// Whether the log stands by this note of its own. Once it is on record that another key took over, one that the former key alone
    /// has signed shows nothing against it: whoever found that key may have made it.
    func isBinding(_ note: VerifiedNote) -> Bool {
        guard let settled = adoptions.last(where: { $0.record != nil }) else { return true }
        let retired = known.retiredKeys(of: origin, by: settled.version)
        guard !retired.isEmpty else { return true }
        return note.note.signatures.contains { line in
            line.name == KeyName(logOf: origin) && !retired.contains { $0.claims(line) }
        }
    }

    /// The policy by which a head of a size is judged in the end.
    package func policy(at size: UInt64) -> Policy {
        adoption(at: size).map(policy) ?? known.founding(of: origin)
    }

    /// An adoption that still lacks its record.
    package var unsettled: Adoption? { adoptions.last.flatMap { $0.record == nil ? $0 : nil } }

    /// What of this log a reader must know of whom nothing else is known: version and time of the newest adoption on record.
    package var followed: Followed? {
        adoptions.last { $0.record != nil }.flatMap { adoption in
            adoption.record.map { Followed(number: adoption.version.number, since: $0.time) }
        }
    }

    private func adoption(at size: UInt64) -> Adoption? {
        known.judgesAlone ? nil : adoptions.last { $0.index < size }
    }

    private func isSettled(_ adoption: Adoption, at size: UInt64) -> Bool {
        adoption.record.map { $0.index < size } ?? false
    }

    private func judge(before adoption: Adoption, at size: UInt64) -> Policy {
        adoptions.last { $0.index < adoption.index && isSettled($0, at: size) }.map(policy)
            ?? known.founding(of: origin)
    }

    private func policy(of adoption: Adoption) -> Policy { known.policy(adoptedBy: adoption.version) ?? known.newest }
}

/// How far a gateway has followed its community's policy.
package struct Followed: Hashable, Sendable {
    /// How long it goes on cosigning logs that have not adopted the version, in seconds: seven days.
    package static let grace: UInt64 = 7 * 24 * 3600

    /// The version that its own log adopted.
    package let number: UInt64
    /// When that was recorded, POSIX seconds.
    package let since: UInt64
}
