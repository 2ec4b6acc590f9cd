/// Another statement key: the next entry is signed by it, and none by the old one any more. The old key signs the entry, and
/// the new one, in the payload, that it is there.
package struct KeyChange: Hashable, Sendable {
    /// The key from the next entry on.
    package let key: PublicKey
    /// The new key's signature, 64 bytes, over what ``message(origin:from:to:_:)`` gives.
    package let signature: [UInt8]

    package init(key: PublicKey, signature: [UInt8]) {
        self.key = key
        self.signature = signature
    }

    init(_ map: CBORMap) throws(StatementError) {
        guard map.pairs.count == 2, let key = map["key"], let signature = map["proof"]?.bytes, signature.count == 64
        else { throw RuleChange.fault("the change of a key", "a key and its signature") }
        self.init(key: try COSEKey(key).publicKey, signature: signature)
    }

    var map: CBORMap { CBORMap([(.text("key"), COSEKey(key).cbor), (.text("proof"), .bytes(signature))]) }

    /// What the new key signs: that it takes over this log from that key.
    package static func message(
        origin: Origin, from old: PublicKey, to new: PublicKey, _ cryptography: some Cryptography
    ) -> [UInt8] {
        CBOR.array([
            .text("heliograph-statement-key"), .text(origin.description),
            .bytes(COSEKey(old).thumbprint(cryptography).bytes), COSEKey(new).cbor,
        ]).encode()
    }

    /// Whether the new key says that it takes over from the one that signed until now, and is another.
    package func isValid(after author: LogAuthor, _ cryptography: some Cryptography) -> Bool {
        key != author.key
            && cryptography.isValid(
                signature: signature,
                over: Self.message(origin: author.origin, from: author.key, to: key, cryptography), by: key)
    }
}
