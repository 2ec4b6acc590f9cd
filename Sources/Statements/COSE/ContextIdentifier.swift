/// The `cti` claim of a statement (RFC 8392 §3.1.7): which place of which log it is for.
///
/// 16 bytes: the first 8 of SHA-256(origin), then the index, most significant byte first.
enum ContextIdentifier {
    static let prefixSize = 8
    static let size = 16

    /// The part that all entries of a log share.
    static func prefix(of origin: Origin, _ cryptography: some Cryptography) -> [UInt8] {
        Array(cryptography.sha256(Array(origin.description.utf8)).bytes.prefix(prefixSize))
    }

    static func encode(prefix: [UInt8], index: UInt64) -> [UInt8] {
        var bytes = prefix
        bytes.appendBigEndian(index)
        return bytes
    }
}
