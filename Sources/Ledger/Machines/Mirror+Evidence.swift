package import Statements

/// A log that contradicted itself is never cosigned again. It is convicted by its own signatures and by nothing else.
extension Mirror {
    /// Somebody's evidence.
    /// - Throws: ``LedgerError`` when it proves nothing: such a log is not convicted.
    package mutating func receive(_ evidence: Evidence) throws(LedgerError) -> LedgerOutcome {
        guard isFollowing, evidence.origin == origin else { return LedgerOutcome() }
        _ = try evidence.check(under: identity.policy, author: author, identity.cryptography)
        return convict(by: evidence)
    }

    /// Stops following this log, keeps the evidence and spreads it.
    mutating func convict(by evidence: Evidence) -> LedgerOutcome {
        let bytes = evidence.encode()
        self.evidence = bytes
        target = nil
        asking = nil
        staging.drop()
        return LedgerOutcome(
            changes: [.evidence(origin, bytes)],
            effects: [.publish(.evidence(against: origin, bytes)), .alarm(.contradicted(origin))])
    }
}
