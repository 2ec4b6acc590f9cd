package import Statements

/// Which of its statement keys this gateway signs with: the one that the log names, and while that is being renewed there are two.
extension LedgerIdentity {
    /// The key of an author.
    /// - Throws: ``LedgerError/otherStatementKey(_:of:)`` where this gateway does not have it.
    func signer(of author: LogAuthor) throws(LedgerError) -> any Signer {
        if author == self.author { return statementSigner }
        guard author == newestAuthor, let nextStatementSigner else {
            throw .otherStatementKey(author.keyName, of: origin)
        }
        return nextStatementSigner
    }

    /// - Throws: ``LedgerError/otherStatementKey(_:of:)`` where this gateway cannot sign for that author.
    package func checkKey(of author: LogAuthor) throws(LedgerError) { _ = try signer(of: author) }

    /// What the log has to say so that the newest of the statement keys signs it.
    /// - Parameter author: who signs it until now.
    /// - Returns: `nil` where the newest signs it already.
    /// - Throws: ``LedgerError/otherStatementKey(_:of:)``, ``SigningFailure``
    package func keyChange(from author: LogAuthor) throws -> KeyChange? {
        try checkKey(of: author)
        guard author != newestAuthor, let next = nextStatementSigner else { return nil }
        let message = KeyChange.message(origin: origin, from: author.key, to: next.publicKey, cryptography)
        return KeyChange(key: next.publicKey, signature: try next.sign(message))
    }

    /// Who signs behind an entry that this author signed.
    func author(after draft: Draft, by author: LogAuthor) -> LogAuthor {
        guard let change = draft.keyChange, change.isValid(after: author, cryptography) else { return author }
        return LogAuthor(origin: origin, key: change.key, cryptography)
    }

    /// Whether this key is, or was, one of this gateway's: what it signed is its own.
    func isOwn(_ entry: Entry) -> Bool {
        [author, newestAuthor].contains { (try? entry.verify(by: $0, index: entry.index, cryptography)) != nil }
    }
}
