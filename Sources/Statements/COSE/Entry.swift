/// One leaf of a log: a tagged COSE_Sign1 (RFC 9052 §4.2) whose protected header carries CWT claims (RFC 9597).
///
/// The bytes that arrived are the bytes that are kept, hashed and served. Parsing reads what a mirror checks and no
/// more: never the payload, and of the header neither labels nor content types that it does not know.
package struct Entry: Hashable, Sendable {
    /// What a tlog-tiles entry bundle can hold.
    package static let sizeLimit = 65_535

    /// The whole entry, as it arrived.
    package let bytes: [UInt8]
    /// How it claims to be signed.
    package let algorithm: Algorithm
    /// The place in the log that the entry claims.
    package let index: UInt64
    let protectedRange: Range<Int>
    let payloadRange: Range<Int>
    let signatureRange: Range<Int>
    let keyIdentifierRange: Range<Int>
    let issuerRange: Range<Int>
    let contextRange: Range<Int>

    /// Reads the envelope. Whether the entry is authentic, ``verify(by:index:_:)`` says.
    /// - Throws: ``StatementError``: `tooLong`, `cbor`, `notAnEntry`, `header` or `critical`.
    package init(parsing bytes: [UInt8]) throws(StatementError) {
        guard bytes.count <= Self.sizeLimit else { throw .tooLong(size: bytes.count, limit: Self.sizeLimit) }
        var reader = CBORReader(bytes)
        let tag = try reader.argument(of: .tag)
        guard tag == 18 else { throw .notAnEntry(.tag(tag)) }
        let count = try reader.argument(of: .array)
        guard count == 4 else { throw .notAnEntry(.elements(Int(clamping: count))) }
        protectedRange = try reader.byteString()
        guard try reader.argument(of: .map) == 0 else { throw .notAnEntry(.unprotectedHeader) }
        payloadRange = try reader.byteString()
        signatureRange = try reader.byteString()
        try reader.finish()
        let header = try EnvelopeHeader(bytes, within: protectedRange)
        algorithm = header.algorithm
        keyIdentifierRange = header.keyIdentifier
        issuerRange = header.issuer
        contextRange = header.context
        index = bytes[header.context].suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
        self.bytes = bytes
    }

    /// The statement itself, whose form the header's content type names.
    package var payload: [UInt8] { Array(bytes[payloadRange]) }

    /// The protected header's bytes, without the head of the byte string around them.
    package var protectedHeader: [UInt8] { Array(bytes[protectedRange]) }

    /// The `kid`, as it is.
    package var keyIdentifier: [UInt8] { Array(bytes[keyIdentifierRange]) }

    /// The `iss` claim, as it is: text that need not be an origin.
    package var issuer: String { String(decoding: bytes[issuerRange], as: UTF8.self) }

    package static func == (left: Self, right: Self) -> Bool { left.bytes == right.bytes }

    package func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}
