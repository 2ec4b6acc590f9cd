import Ledger
import Metering
import Signing
import Statements

/// What a verified proof shows.
struct Verdict: Encodable {
    /// A mirror that holds the entry, and since when at the latest, by its own clock.
    struct Mirror: Encodable {
        let origin: String
        let time: String
    }

    let proven = true
    let origin: String
    let index: UInt64
    /// What the statement says, in words.
    let statement: String
    let signedAt: String
    /// SHA-256 thumbprint of the statement key (RFC 9679), hexadecimal.
    let statementKey: String
    let checkpointSize: UInt64
    let mirrors: [Mirror]
    let mirrorCount: Int
    let quorum: Int

    init(_ proven: ProvenEntry, policy: Policy) throws {
        let note = proven.note
        origin = note.checkpoint.origin.description
        index = proven.entry.index
        statement = StatementWords.describe(try Message.decode(proven.entry))
        signedAt = CalendarDate(proven.header.issuedAt).text
        statementKey = COSEKey(proven.statementKey).thumbprint(OpenSSLCryptography()).description
        checkpointSize = note.checkpoint.size
        mirrors = note.cosigners.map {
            Mirror(origin: $0.origin.description, time: CalendarDate(UnixTime(clamping: $0.time)).text)
        }
        mirrorCount = policy.mirrors.count
        quorum = policy.quorum
    }

    /// For people.
    var sentence: String {
        """
        Proven: statement \(index) of \(origin), \(statement), signed at \(signedAt) by its statement key \
        (\(statementKey.prefix(16))…), is in the log that \(mirrors.count) of \(mirrorCount) mirrors held: \
        \(mirrors.map { "\($0.origin) at \($0.time)" }.joined(separator: ", ")). \(quorum) make a record.
        """
    }
}
