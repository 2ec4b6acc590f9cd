extension Genesis {
    /// The key that a log's entries are signed with, from its entry 0 alone: the one payload that a mirror looks into, and
    /// of it only the key, so that a genesis of a later version yields it too.
    /// - Parameter origin: the log whose entry 0 it must be.
    /// - Throws: ``StatementError``: `content` where there is no genesis or no key in it, `check` where that key did not
    ///   sign the entry as entry 0 of this log.
    package static func statementKey(
        of entry: Entry, origin: Origin, _ cryptography: some Cryptography
    ) throws(StatementError) -> PublicKey {
        let limits = CBORLimits(size: Entry.sizeLimit, items: Entry.sizeLimit)
        let labels = try CBOR.decode(entry.protectedHeader, limits: limits).map
        guard ContentType(labels?[Label.contentType]) == .genesis else {
            throw fault("the content type (3)", "“application/heliograph-genesis+cbor”")
        }
        guard let map = try CBOR.decode(entry.payload, limits: limits).map else { throw fault("the payload", "a map") }
        let key = try statementKey(in: map)
        try entry.verify(key: key, origin: origin, index: 0, cryptography)
        return key
    }
}
