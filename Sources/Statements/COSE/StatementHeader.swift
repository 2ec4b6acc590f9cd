package import Metering

/// What a statement's protected header says, for whoever reads or makes a statement.
///
/// A mirror needs less, and reads it in ``Entry/init(parsing:)``.
package struct StatementHeader: Hashable, Sendable {
    package var algorithm: Algorithm
    /// The form of the payload.
    package var contentType: ContentType
    /// The first 8 bytes of the statement key's thumbprint.
    package var keyIdentifier: [UInt8]
    /// The log that the statement is an entry of.
    package var issuer: Origin
    /// A meter, or `gateway`.
    package var subject: Name
    /// When it was signed; whole seconds.
    package var issuedAt: UnixTime
    /// The place in the log.
    package var index: UInt64
    /// SHA-256 of the newest recorded note of this log: the statement was made after it.
    package var record: Digest?

    package init(
        algorithm: Algorithm, contentType: ContentType, keyIdentifier: [UInt8], issuer: Origin, subject: Name,
        issuedAt: UnixTime, index: UInt64, record: Digest?
    ) {
        self.algorithm = algorithm
        self.contentType = contentType
        self.keyIdentifier = keyIdentifier
        self.issuer = issuer
        self.subject = subject
        self.issuedAt = issuedAt
        self.index = index
        self.record = record
    }

    /// The bytes that go into the COSE_Sign1 as its protected header.
    package func encode(_ cryptography: some Cryptography) -> [UInt8] {
        let context = ContextIdentifier.encode(
            prefix: ContextIdentifier.prefix(of: issuer, cryptography), index: index)
        let claims = CBORMap([
            (.integer(Claim.issuer), .text(issuer.description)), (.integer(Claim.subject), .text(subject.text)),
            (.integer(Claim.issuedAt), .integer(issuedAt.seconds)), (.integer(Claim.context), .bytes(context)),
        ])
        var labels: [(CBOR, CBOR)] = [
            (.integer(Label.algorithm), .integer(algorithm.rawValue)),
            (.integer(Label.contentType), contentType.cbor), (.integer(Label.keyIdentifier), .bytes(keyIdentifier)),
            (.integer(Label.claims), .map(claims)),
        ]
        if let record { labels.append((.text(Label.record), .bytes(record.bytes))) }
        return CBOR.map(CBORMap(labels)).encode()
    }
}

/// The labels of the protected header.
enum Label {
    static let algorithm: Int64 = 1
    static let critical: Int64 = 2
    static let contentType: Int64 = 3
    static let keyIdentifier: Int64 = 4
    static let claims: Int64 = 15
    static let record = "rec"
}

/// The CWT claims that a statement carries (RFC 8392, RFC 9597).
enum Claim {
    static let issuer: Int64 = 1
    static let subject: Int64 = 2
    static let issuedAt: Int64 = 6
    static let context: Int64 = 7
}
