import Gateway
import Ledger
import Metering
import Signing
import Statements

/// What a watcher knows of one log, with a limit on each part of it.
struct WatchedLog: Sendable {
    /// How many of the newest statements are remembered, to recognise repetitions and contradictions.
    static let memory: UInt64 = 4096
    /// Bytes of statements that may wait for the log's genesis.
    static let waitingLimit = 128 * 1024
    /// How many records that statements may name are remembered, one of each hour.
    static let namableLimit = 48

    let origin: Origin
    private let end: LogEnd?
    /// Who signs, once the genesis led to it, by what was seen of the log.
    private(set) var rules: LogRules?
    /// The largest record.
    private(set) var record: WatchedRecord?
    /// How old that is.
    var age: RecordAge
    /// Whether the log contradicted itself: what it says after that is not called recorded.
    var isConvicted = false
    /// Statements that verified.
    private(set) var verifiedCount = 0
    /// Those of them that a record covers.
    private(set) var recordedCount = 0

    private let cryptography = OpenSSLCryptography()
    /// Statements that came before the genesis.
    private var waiting: [(entry: Entry, topic: String)] = []
    /// Leaf hashes of the genesis and of the newest verified statements.
    private var leaves: [UInt64: Digest] = [:]
    private var newest: UInt64 = 0
    /// Which records statements name, and those that were seen.
    private var keeping = RecordKeeping()
    private var namable: [Digest: UInt64] = [:]
    /// The tree of the newest record, as long as every statement since the genesis was seen; `nil` once one was not.
    private var tree: MerkleFrontier? = MerkleFrontier()

    /// - Parameter end: where the community ended the log.
    init(_ origin: Origin, end: LogEnd?, at start: MonotonicTime) {
        self.origin = origin
        self.end = end
        age = RecordAge(from: start)
    }

    /// A message on one of the log's own topics `genesis`, `statement` and `recorded`.
    mutating func see(_ topic: Topic, _ payload: [UInt8], under policy: KnownPolicy, at now: WatchTime) -> [Sighting] {
        do throws(WatchFault) {
            switch topic {
            case .genesis: return try see(genesis: payload, under: policy, at: now)
            case .recorded: return try see(record: payload, under: policy, at: now)
            case .statement:
                let entry = try Self.attempt { () throws(StatementError) in try Entry(parsing: payload) }
                return see(entry, on: topic.text)
            default: return []
            }
        } catch {
            return [.unverifiable(topic: topic.text, index: nil, fault: error)]
        }
    }

    /// Nothing more will come: what still waits for a genesis cannot be verified.
    mutating func finish() -> [Sighting] {
        defer { waiting = [] }
        return waiting.map { .unverifiable(topic: $0.topic, index: $0.entry.index, fault: .noGenesis) }
    }

    /// The statement key, from entry 0 and a proof under the policy's log key.
    private mutating func see(
        genesis payload: [UInt8], under policy: KnownPolicy, at now: WatchTime
    ) throws(WatchFault) -> [Sighting] {
        let announcement = try Self.attempt { () throws(StatementError) in
            try GenesisAnnouncement(decoding: payload)
        }
        let cryptography = cryptography
        let proof = try Self.attempt { () throws(LedgerError) in try LogProof(parsing: announcement.proof) }
        guard proof.index == 0 else { throw .notTheBeginning(index: proof.index) }
        let proven = try Self.attempt { () throws(LedgerError) in
            try proof.verify(entry: announcement.entry, under: policy, requiresRecord: false, cryptography)
        }
        let issuer = proven.note.checkpoint.origin
        guard issuer == origin else { throw .otherLog(issuer) }
        rules = proven.rules
        var sightings = try accept(proven.entry)
        defer { waiting = [] }
        for (entry, topic) in waiting { sightings += see(entry, on: topic) }
        if proven.note.isRecorded { sightings += learn(proven.note, at: now) }
        return sightings
    }

    private mutating func see(
        record payload: [UInt8], under policy: KnownPolicy, at now: WatchTime
    ) throws(WatchFault) -> [Sighting] {
        let cryptography = cryptography
        let (note, judge) = try Self.attempt { () throws(LedgerError) in
            try policy.check(SignedNote(parsing: payload), cryptography)
        }
        guard note.checkpoint.origin == origin else { throw .otherLog(note.checkpoint.origin) }
        if let end, !end.covers(note.checkpoint) { throw .ledger(.signature(.logEnded(origin, size: end.size))) }
        guard note.isRecorded else { throw .tooFewMirrors(count: note.cosigners.count, quorum: judge.quorum) }
        return learn(note, at: now)
    }

    private mutating func see(_ entry: Entry, on topic: String) -> [Sighting] {
        guard rules != nil else { return wait(entry, on: topic) }
        do throws(WatchFault) {
            return try accept(entry)
        } catch {
            return [.unverifiable(topic: topic, index: entry.index, fault: error)]
        }
    }

    private mutating func wait(_ entry: Entry, on topic: String) -> [Sighting] {
        waiting.append((entry, topic))
        var sightings: [Sighting] = []
        while waiting.reduce(0, { $0 + $1.entry.bytes.count }) > Self.waitingLimit {
            let oldest = waiting.removeFirst()
            sightings.append(.unverifiable(topic: oldest.topic, index: oldest.entry.index, fault: .noGenesis))
        }
        return sightings
    }

    /// Verifies an entry, compares it with what was seen at its place, and reads it.
    private mutating func accept(_ entry: Entry) throws(WatchFault) -> [Sighting] {
        guard let author = rules?.author(at: entry.index) else { throw .noGenesis }
        if let end, entry.index >= end.size {
            throw .ledger(.proof(.beyondEnd(index: entry.index, size: end.size)))
        }
        let cryptography = cryptography
        try Self.attempt { () throws(StatementError) in
            try entry.verify(by: author, index: entry.index, cryptography)
        }
        rules?.take(entry.bytes, at: entry.index, cryptography)
        let leaf = cryptography.leafHash(entry.bytes)
        if let known = leaves[entry.index] {
            return known == leaf ? [] : convict(.twoStatements(index: entry.index))
        }
        guard newest < Self.memory || entry.index > newest - Self.memory else { throw .tooOld(newest: newest) }
        remember(leaf, at: entry.index)
        let (header, message) = try Self.attempt { () throws(StatementError) in try Self.read(entry) }
        if let message { age.note(message) }
        let cover = isConvicted ? nil : record.flatMap { entry.index < $0.size ? $0 : nil }
        verifiedCount += 1
        if cover != nil { recordedCount += 1 }
        return [
            .statement(
                WatchedStatement(
                    origin: origin, index: entry.index, header: header, message: message, record: cover,
                    madeAfter: header.record.flatMap { namable[$0] }))
        ]
    }

    /// A kind of content that this version does not know is no fault of the statement's.
    private static func read(_ entry: Entry) throws(StatementError) -> (StatementHeader, Message?) {
        let header = try StatementHeader(of: entry)
        switch header.contentType {
        case .genesis, .senML, .rule: return (header, try Message.decode(entry))
        default: return (header, nil)
        }
    }

    private mutating func remember(_ leaf: Digest, at index: UInt64) {
        leaves[index] = leaf
        newest = max(newest, index)
        // Forgetting goes through all of them, so it is done for many at a time.
        guard leaves.count > Int(Self.memory) * 5 / 4 else { return }
        let oldest = newest - Self.memory
        leaves = leaves.filter { $0.key == 0 || $0.key > oldest }
    }

    /// Takes a record, which was verified, if it is larger than the one that is known.
    private mutating func learn(_ note: VerifiedNote, at now: WatchTime) -> [Sighting] {
        let checkpoint = note.checkpoint
        if let record, checkpoint.size <= record.size {
            let isOther = checkpoint.size == record.size && checkpoint.root != record.root
            return isOther ? convict(.twoRecords(size: checkpoint.size)) : []
        }
        let before = record?.size ?? 0
        var record = WatchedRecord(
            size: checkpoint.size, root: checkpoint.root, cosigners: note.cosigners.count, time: note.recordedTime)
        keep(note)
        record.isTreeChecked = follow(to: checkpoint.size)
        self.record = record
        var sightings: [Sighting] = age.renew(note.recordedTime, at: now) ? [.resumed(origin)] : []
        if record.isTreeChecked, tree?.root(cryptography) != record.root {
            tree = nil
            return sightings + convict(.otherStatements(size: record.size))
        }
        let indices = leaves.keys.filter { $0 >= before && $0 < record.size }.sorted()
        guard !isConvicted, !indices.isEmpty else { return sightings }
        recordedCount += indices.count
        sightings.append(.recorded(origin, indices: indices, record: record))
        return sightings
    }

    /// Remembers the first record of an hour, which the statements that follow name.
    private mutating func keep(_ note: VerifiedNote) {
        let before = keeping.newest
        _ = keeping.changes(recording: note, cryptography)
        guard let newest = keeping.newest, newest != before else { return }
        namable[newest.digest] = newest.time
        guard namable.count > Self.namableLimit, let oldest = namable.min(by: { $0.value < $1.value }) else { return }
        namable[oldest.key] = nil
    }

    /// Grows the tree to a size.
    /// - Returns: `false` if statements before it were not seen; then the tree is given up.
    private mutating func follow(to size: UInt64) -> Bool {
        guard var grown = tree else { return false }
        tree = nil
        while grown.size < size {
            guard let leaf = leaves[grown.size] else { return false }
            grown.append(leaf: leaf, cryptography)
        }
        tree = grown
        return true
    }

    private mutating func convict(_ contradiction: WatchContradiction) -> [Sighting] {
        isConvicted = true
        return [.contradiction(origin, contradiction)]
    }

    private static func attempt<Result>(_ body: () throws(StatementError) -> Result) throws(WatchFault) -> Result {
        do throws(StatementError) { return try body() } catch { throw .statement(error) }
    }

    private static func attempt<Result>(_ body: () throws(LedgerError) -> Result) throws(WatchFault) -> Result {
        do throws(LedgerError) { return try body() } catch { throw .ledger(error) }
    }
}
