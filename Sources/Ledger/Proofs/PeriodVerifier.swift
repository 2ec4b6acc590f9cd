package import Statements

/// Verifies a proof of a period from the policy down, item by item, in memory that does not grow with the period.
///
/// It checks form, order, records and the tree itself, and returns each entry whose signature is to be checked as a
/// ``PeriodLeaf``, so that its caller can do that on all processors. What comes of them it is given back, in order.
package struct PeriodVerifier: Sendable {
    private let known: KnownPolicy
    private let cryptography: any Cryptography
    private var header: PeriodHeader?
    /// What came behind the header; `nil` once it is put together to ``rules``.
    private var carried: CarriedRules? = CarriedRules()
    private var rules: LogRules?
    /// Whether the rules are known to be signed by the log's author.
    private var isConfirmed = false
    private var frontier = MerkleFrontier()
    /// The record whose leaves are being taken.
    private var record: VerifiedNote?
    private var records = PeriodRecords()
    private var withheld = PeriodWithheld()
    private var content = PeriodContent()
    private var takenCount: UInt64 = 0

    package init(under known: KnownPolicy, _ cryptography: some Cryptography) {
        self.known = known
        self.cryptography = cryptography
    }

    /// Knows one policy, without versions.
    package init(under policy: Policy, _ cryptography: some Cryptography) {
        self.init(under: KnownPolicy(alone: policy), cryptography)
    }

    /// How many leaves there are to come, and how many came, withheld ones included; 0 of 0 before the header.
    package var progress: (count: UInt64, of: UInt64) {
        guard let header else { return (0, 0) }
        return (frontier.size - header.frontier.size, header.count)
    }

    /// Takes the next item.
    /// - Returns: an entry whose examination is to be given to ``add(_:)``.
    /// - Throws: ``LedgerError`` with the first thing that does not hold.
    package mutating func take(_ item: PeriodItem) throws(LedgerError) -> PeriodLeaf? {
        guard let header else {
            guard case .header(let first) = item else { throw .period(.heading) }
            try begin(first)
            return nil
        }
        guard frontier.size < header.end else { throw .period(.trailing) }
        switch item {
        case .header: throw .period(.secondHeader)
        case .policy(let bytes): try carry(policy: bytes)
        case .change(let entry): try carry(change: entry)
        case .record(let note): try take(note, header)
        case .withheld(let root, let height): try withhold(root, height)
        case .entry(let bytes): return try take(bytes, header)
        }
        return nil
    }

    /// Takes what came of the next leaf that ``take(_:)`` returned.
    /// - Throws: ``PeriodFault/register(_:index:)`` where a register goes back.
    package mutating func add(_ leaf: PeriodLeaf.Examined) throws(LedgerError) { try content.add(leaf) }

    /// What the proof has shown.
    /// - Throws: ``PeriodFault/cutShort(index:end:)`` where something is missing at its end.
    /// - Precondition: every leaf was examined and added.
    package func finish() throws(LedgerError) -> ProvenPeriod {
        guard let header else { throw .period(.heading) }
        guard frontier.size == header.end, let rules, let author = rules.author(at: header.end - 1) else {
            throw .period(.cutShort(index: frontier.size, end: header.end))
        }
        precondition(content.count == takenCount, "a leaf was not examined")
        return ProvenPeriod(
            origin: header.origin, statementKey: author.key, start: header.frontier.size, end: header.end,
            content: content, withheld: withheld, records: records, version: rules.version(at: header.end),
            policy: rules.policy(at: header.end))
    }

    private mutating func begin(_ first: PeriodHeader) throws(LedgerError) {
        guard known.newest.log(first.origin) != nil || !known.versions.isEmpty else {
            throw .signature(.unknownLog(first.origin))
        }
        if let genesis = first.genesis {
            // The largest subtree before the leaves; the records confirm it, as they do all of what is on the left.
            let size = UInt64(1) << UInt64(63 - first.frontier.size.leadingZeroBitCount)
            guard
                MerkleTree.verifyInclusion(
                    leaf: cryptography.leafHash(genesis.entry), index: 0, size: size, proof: genesis.path,
                    root: first.frontier.hashes[0], cryptography)
            else { throw .period(.genesisElsewhere) }
        }
        frontier = first.frontier
        header = first
    }

    /// What stands behind the header belongs before the first record.
    private mutating func carry(policy: [UInt8] = [], change: [UInt8]? = nil) throws(LedgerError) {
        guard let carried, rules == nil, policy.isEmpty || carried.isEmpty,
            carried.changes.count < CarriedRules.changeLimit
        else {
            throw .period(.ruleOrder)
        }
        self.carried = CarriedRules(
            changes: carried.changes + [change].compactMap(\.self), policy: carried.policy + policy)
    }

    /// Puts together what came behind the header. Where the genesis is a leaf, it can confirm it only later.
    private mutating func putTogether(_ header: PeriodHeader) throws(LedgerError) {
        guard let carried, rules == nil else { return }
        rules = try carried.rules(of: header.origin, known, cryptography)
        if let genesis = header.genesis { try confirm(by: genesis.entry, header) }
    }

    private mutating func confirm(by genesis: [UInt8], _ header: PeriodHeader) throws(LedgerError) {
        guard let carried, let rules else { return }
        self.rules = try carried.confirmed(
            rules, by: author(genesis, of: header.origin), cryptography)
        self.carried = nil
        isConfirmed = true
    }

    private func author(_ genesis: [UInt8], of origin: Origin) throws(LedgerError) -> LogAuthor {
        do throws(StatementError) {
            let key = try Genesis.statementKey(of: Entry(parsing: genesis), origin: origin, cryptography)
            return LogAuthor(origin: origin, key: key, cryptography)
        } catch {
            throw .period(.entry(index: 0, error))
        }
    }

    private mutating func take(_ note: SignedNote, _ header: PeriodHeader) throws(LedgerError) {
        if let record, frontier.size < record.checkpoint.size {
            throw .period(.recordWithin(index: frontier.size, size: record.checkpoint.size))
        }
        try putTogether(header)
        let size = try Checkpoint(parsing: note.text).size
        guard let rules else { throw .period(.heading) }
        if let version = rules.unknownVersion(at: size) { throw .proof(.unknownVersion(version.number)) }
        let rule = rules.historicalRule(at: size)
        let verified = try rule.check(note, cryptography)
        let origin = verified.checkpoint.origin
        guard origin == header.origin else { throw .period(.otherLog(origin)) }
        guard size > frontier.size, size <= header.end else {
            throw .period(.recordSize(size, above: frontier.size, upTo: header.end))
        }
        guard verified.note == note else { throw .period(.recordLines(size: size)) }
        guard let time = verified.recordedTime else {
            throw .period(.notRecorded(size: size, cosigners: verified.cosigners.count, quorum: rule.quorum))
        }
        record = verified
        records.add(verified, recordedAt: time)
    }

    private mutating func take(_ entry: [UInt8], _ header: PeriodHeader) throws(LedgerError) -> PeriodLeaf {
        let index = frontier.size
        let record = try self.record(covering: index)
        try rules?.known.newest.checkEnd(of: header.origin, at: index)
        if index == 0 { try confirm(by: entry, header) }
        guard isConfirmed, let author = rules?.author(at: index) else { throw .period(.genesisWithheld) }
        frontier.append(leaf: cryptography.leafHash(entry), cryptography)
        try checkRoot(record)
        takenCount += 1
        withheld.show()
        return PeriodLeaf(
            index: index, bytes: entry, recordedTime: records.last?.time ?? 0, author: author)
    }

    private mutating func withhold(_ root: Digest, _ height: Int) throws(LedgerError) {
        let index = frontier.size
        let record = try self.record(covering: index)
        guard index > 0 else { throw .period(.genesisWithheld) }
        guard index.trailingZeroBitCount >= height, record.checkpoint.size - index >= 1 << UInt64(height) else {
            throw .period(.withheldPlace(index: index, height: height))
        }
        frontier.append(subtree: root, height: height, cryptography)
        withheld.add(1 << UInt64(height))
        try checkRoot(record)
    }

    private func record(covering index: UInt64) throws(LedgerError) -> VerifiedNote {
        guard let record, index < record.checkpoint.size else { throw .period(.noRecord(index: index)) }
        return record
    }

    private func checkRoot(_ record: VerifiedNote) throws(LedgerError) {
        guard frontier.size < record.checkpoint.size || frontier.root(cryptography) == record.checkpoint.root else {
            throw .period(.otherTree(size: record.checkpoint.size))
        }
    }
}
