/// Who signs the entries of one log: its origin and its statement key, with what follows from them worked out once.
package struct LogAuthor: Hashable, Sendable {
    /// The log.
    package let origin: Origin
    /// The statement key that the log's genesis names.
    package let key: PublicKey
    /// The `kid` of every entry.
    package let keyIdentifier: [UInt8]
    let issuer: [UInt8]
    let contextPrefix: [UInt8]

    /// The `kid` for people: lowercase hexadecimal.
    package var keyName: String { hexadecimal(keyIdentifier) }

    package init(origin: Origin, key: PublicKey, _ cryptography: some Cryptography) {
        self.origin = origin
        self.key = key
        self.keyIdentifier = COSEKey(key).keyIdentifier(cryptography)
        self.issuer = Array(origin.description.utf8)
        self.contextPrefix = ContextIdentifier.prefix(of: origin, cryptography)
    }
}
