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

    init(_ proven: ProvenEntry, policy: Policy) throws {
        let note = proven.note
        try self.init(
            of: note.checkpoint.origin, proven.entry, proven.header, proven.statementKey,
            checkpointSize: note.checkpoint.size,
            mirrors: note.cosigners.map { Mirror(origin: "\($0.origin)", time: Self.text(of: $0.time)) }, policy)
    }

    init(_ proven: ProvenStatement, policy: Policy) throws {
        try self.init(
            of: proven.origin, proven.entry, proven.header, proven.statementKey, checkpointSize: nil,
            mirrors: proven.receipts.map {
                Mirror(origin: "\($0.mirror)", time: Self.text(of: $0.time), size: $0.size)
            }, policy)
    }

    private init(
        of origin: Origin, _ entry: Entry, _ header: StatementHeader, _ key: PublicKey, checkpointSize: UInt64?,
        mirrors: [Mirror], _ policy: Policy
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
    }

    /// A mirror may claim a time beyond all calendars.
    private static func text(of time: UInt64) -> String { CalendarDate(UnixTime(clamping: time)).text }

    /// For people.
    var sentence: String {
        let words = mirrors.map { mirror in
            "\(mirror.origin) at \(mirror.time)" + (mirror.size.map { " in a log of \($0)" } ?? "")
        }
        return """
            Proven: statement \(index) of \(origin), \(statement), signed at \(signedAt) by its statement key \
            (\(statementKey.prefix(16))…), is in the log that \(mirrors.count) of \(mirrorCount) mirrors held: \
            \(words.joined(separator: ", ")). \(quorum) make a record.
            """
    }
}
