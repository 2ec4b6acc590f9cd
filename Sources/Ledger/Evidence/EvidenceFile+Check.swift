package import Statements

extension EvidenceFile {
    /// Whether this shows, to somebody who has nothing but the policy, that the log contradicted itself.
    /// - Throws: ``LedgerError`` with the first thing that does not hold.
    package func check(under policy: Policy, _ cryptography: some Cryptography) throws(LedgerError) -> Conviction {
        try evidence.check(under: policy, author: try author(under: policy, cryptography), cryptography)
    }

    /// The log and the statement key that its genesis names, if the file has one.
    ///
    /// The genesis may stand in another head than the evidence speaks of: an honest log has one genesis, in all its heads.
    /// - Throws: ``LedgerError`` when no head that the log signed covers it.
    package func author(under policy: Policy, _ cryptography: some Cryptography) throws(LedgerError) -> LogAuthor? {
        guard let genesis else { return nil }
        let proven = try LogProof(parsing: genesis.proof).verify(
            entry: genesis.entry, under: policy, requiresRecord: false, cryptography)
        let log = proven.note.checkpoint.origin
        guard log == evidence.origin else { throw .evidence(.otherOrigin(log)) }
        return LogAuthor(origin: log, key: proven.statementKey, cryptography)
    }
}
