import Ledger
import Metering
import Signing
import Statements

/// What a statement with receipts shows.
struct ReceiptVerdict: Encodable {
    /// A mirror that said that the entry is in the log.
    struct Mirror: Encodable {
        let origin: String
        /// When it cosigned the head that its receipt is about, by its own clock.
        let time: String
        /// How many entries the log had there.
        let size: UInt64
    }

    let proven = true
    let origin: String
    let index: UInt64
    /// What the statement says, in words.
    let statement: String
    let signedAt: String
    /// SHA-256 thumbprint of the statement key (RFC 9679), hexadecimal.
    let statementKey: String
    let mirrors: [Mirror]
    let mirrorCount: Int
    let quorum: Int

    init(_ proven: ProvenStatement, policy: Policy) throws {
        origin = proven.origin.description
        index = proven.entry.index
        statement = StatementWords.describe(try Message.decode(proven.entry))
        signedAt = CalendarDate(proven.header.issuedAt).text
        statementKey = COSEKey(proven.statementKey).thumbprint(OpenSSLCryptography()).description
        mirrors = proven.receipts.map {
            let time = CalendarDate(UnixTime(clamping: $0.time)).text
            return Mirror(origin: $0.mirror.description, time: time, size: $0.size)
        }
        mirrorCount = policy.mirrors.count
        quorum = policy.quorum
    }

    /// For people.
    var sentence: String {
        let words = mirrors.map { "\($0.origin) at \($0.time) in a log of \($0.size)" }.joined(separator: ", ")
        return """
            Proven: statement \(index) of \(origin), \(statement), signed at \(signedAt) by its statement key \
            (\(statementKey.prefix(16))…), is in the log by the receipts of \(mirrors.count) of \(mirrorCount) mirrors: \
            \(words). \(quorum) make a record.
            """
    }
}
