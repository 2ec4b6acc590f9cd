extension Entry {
    /// What a mirror checks of an entry besides its form, which ``init(parsing:)`` has checked: algorithm, key identifier,
    /// issuer, place in the log, signature. Nothing else counts, so that honest mirrors of every version agree.
    /// - Throws: ``StatementError/check(_:)`` with the first item that fails.
    package func verify(by author: LogAuthor, index: UInt64, _ cryptography: some Cryptography) throws(StatementError) {
        try checkPlace(by: author, index: index)
        let message = Self.signedBytes(protected: bytes[protectedRange], payload: bytes[payloadRange])
        let signature = Array(bytes[signatureRange])
        guard cryptography.isValid(signature: signature, over: message, by: author.key) else {
            throw .check(.signature)
        }
    }

    /// The items before the signature: that the entry claims to be this author's, and at this place in the log.
    /// - Throws: ``StatementError/check(_:)`` with the first item that fails.
    package func checkPlace(by author: LogAuthor, index: UInt64) throws(StatementError) {
        guard algorithm.isUsable(with: author.key) else { throw .check(.algorithm(algorithm)) }
        guard bytes[keyIdentifierRange].elementsEqual(author.keyIdentifier) else {
            throw .check(.keyIdentifier(keyIdentifier))
        }
        guard bytes[issuerRange].elementsEqual(author.issuer) else { throw .check(.issuer(issuer)) }
        let context = bytes[contextRange].prefix(ContextIdentifier.prefixSize)
        guard context.elementsEqual(author.contextPrefix) else { throw .check(.context(Array(context))) }
        guard self.index == index else { throw .check(.index(self.index, expected: index)) }
    }

    /// The same for a single entry.
    package func verify(
        key: PublicKey, origin: Origin, index: UInt64, _ cryptography: some Cryptography
    ) throws(StatementError) {
        try verify(by: LogAuthor(origin: origin, key: key, cryptography), index: index, cryptography)
    }
}
