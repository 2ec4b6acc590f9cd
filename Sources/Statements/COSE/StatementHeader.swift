package import Metering

/// What a statement's protected header says, for whoever reads or makes a statement.
///
/// A mirror needs less, and reads it in ``Entry/init(parsing:)``.
package struct StatementHeader: Hashable, Sendable {
    /// How it is signed; the signer's key must be one for it.
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
    /// SHA-256 of the newest of this log's records that are kept for ever: the statement was made after it.
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

    /// The bytes that go into the COSE_Sign1 as its protected header: its map, keys in the order of their encodings.
    package func encode(_ cryptography: some Cryptography) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(192)
        bytes.appendHead(.map, record == nil ? 4 : 5)
        bytes.appendInteger(Label.algorithm)
        bytes.appendInteger(algorithm.rawValue)
        bytes.appendInteger(Label.contentType)
        bytes.append(contentType.cbor)
        bytes.appendInteger(Label.keyIdentifier)
        bytes.appendByteString(keyIdentifier)
        bytes.appendInteger(Label.claims)
        bytes.appendHead(.map, 4)
        bytes.appendInteger(Claim.issuer)
        bytes.appendTextString(issuer.description)
        bytes.appendInteger(Claim.subject)
        bytes.appendTextString(subject.text)
        bytes.appendInteger(Claim.issuedAt)
        bytes.appendInteger(issuedAt.seconds)
        bytes.appendInteger(Claim.context)
        bytes.appendByteString(
            ContextIdentifier.encode(prefix: ContextIdentifier.prefix(of: issuer, cryptography), index: index))
        if let record {
            bytes.appendTextString(Label.record)
            bytes.appendByteString(record.bytes)
        }
        return bytes
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
