import Ledger
import Metering
import Signing
import Statements

/// What a verified proof, or a statement with receipts, shows.
struct Verdict: Encodable {
    /// A mirror that held the entry, and when it said so, by its own clock.
    struct Mirror: Encodable {
        let origin: String
        let time: String
        /// How many entries the log had by its receipt; in a proof all mirrors speak of one checkpoint.
        var size: UInt64?
    }

    let proven = true
    let origin: String
    let index: UInt64
    /// What the statement says, in words.
    let statement: String
    let signedAt: String
    /// SHA-256 thumbprint of the statement key (RFC 9679), hexadecimal.
    let statementKey: String
    /// Of a proof.
    let checkpointSize: UInt64?
    let mirrors: [Mirror]
    let mirrorCount: Int
    let quorum: Int
    /// The version of the policy by which that is judged, where the log adopted one.
    var policyVersion: UInt64?
    /// The recorded time of the record that the statement names: it was made after that. Absent where that is not known.
    let madeAfter: String?
    /// The recorded time: the median of the mirrors' clocks.
    let recordedBy: String?
    /// Both in words, and why one is missing.
    let when: String
    /// Of a proof: what the log goes on from, in words, where its genesis names another log.
    var predecessor: String?

    init(_ proven: ProvenEntry) throws {
        let note = proven.note
        try self.init(
            of: note.checkpoint.origin, proven.entry, proven.header, proven.statementKey, proven.interval,
            checkpointSize: note.checkpoint.size,
            mirrors: note.cosigners.map { Mirror(origin: "\($0.origin)", time: IntervalWords.text(of: $0.time)) },
            proven.policy)
        policyVersion = proven.version?.number
    }

    init(_ proven: ProvenStatement, policy: Policy) throws {
        try self.init(
            of: proven.origin, proven.entry, proven.header, proven.statementKey, proven.interval, checkpointSize: nil,
            mirrors: proven.receipts.map {
                Mirror(origin: "\($0.mirror)", time: IntervalWords.text(of: $0.time), size: $0.size)
            }, policy)
    }

    private init(
        of origin: Origin, _ entry: Entry, _ header: StatementHeader, _ key: PublicKey,
        _ interval: ProvenInterval, checkpointSize: UInt64?, mirrors: [Mirror], _ policy: Policy
    ) throws {
        self.origin = origin.description
        index = entry.index
        statement = StatementWords.describe(try Message.decode(entry))
        signedAt = CalendarDate(header.issuedAt).text
        statementKey = COSEKey(key).thumbprint(OpenSSLCryptography()).description
        self.checkpointSize = checkpointSize
        self.mirrors = mirrors
        mirrorCount = policy.mirrors.count
        quorum = policy.quorum
        if case .after(let time) = interval.beginning {
            madeAfter = IntervalWords.text(of: time)
        } else {
            madeAfter = nil
        }
        recordedBy = interval.end.map(IntervalWords.text(of:))
        when = IntervalWords.describe(interval, under: policy)
    }

    /// For people.
    var sentence: String {
        let words = mirrors.map { mirror in
            "\(mirror.origin) at \(mirror.time)" + (mirror.size.map { " in a log of \($0)" } ?? "")
        }
        return """
            Proven: statement \(index) of \(origin), \(statement), signed at \(signedAt) by its statement key \
            (\(statementKey.prefix(16))…), is in the log that \(mirrors.count) of \(mirrorCount) mirrors held: \
            \(words.joined(separator: ", ")). \(quorum) make a record\(policyVersion.map { " under version \($0) of the policy" } ?? ""). It was \
            \(when).\(predecessor.map { " Its log \($0)." } ?? "")
            """
    }
}
