package import Statements

/// A log that contradicted itself is never cosigned again. It is convicted by its own signatures and by nothing else.
extension Mirror {
    /// Somebody's evidence, or the own.
    /// - Throws: ``LedgerError`` when it proves nothing: such a log is not convicted.
    package mutating func receive(_ evidence: Evidence) throws(LedgerError) -> LedgerOutcome {
        guard self.evidence == nil, evidence.origin == origin else { return LedgerOutcome() }
        let conviction = try evidence.check(by: rules, knowing: frontier.size, identity.cryptography)
        guard case .entry(_, let index, let entry, _, _) = evidence,
            case .invalid(_, let error) = check([entry], from: index)
        else { return convict(by: evidence, mirrors: conviction.mirrors) }
        return convict(by: evidence, reason: error)
    }

    /// Stops following this log, keeps the evidence and spreads it.
    /// - Parameters:
    ///   - mirrors: those that cosigned both sides.
    ///   - reason: why an entry is not valid, where that is the evidence.
    mutating func convict(
        by evidence: Evidence, mirrors: [Origin] = [], reason: StatementError? = nil
    ) -> LedgerOutcome {
        let bytes = evidence.encode()
        self.evidence = bytes
        pending.drop()
        asking = nil
        staging.drop()
        var outcome = LedgerOutcome(
            changes: [.evidence(origin, bytes)], effects: [.publish(.evidence(against: origin, bytes))])
        if case .entry(_, let index, _, _, _) = evidence, let reason {
            outcome.effects.append(.alarm(.invalidEntry(origin, index: index, reason: reason.description)))
        } else {
            outcome.effects.append(.alarm(.contradicted(origin)))
        }
        if !mirrors.isEmpty { outcome.effects.append(.alarm(.cosignedBoth(mirrors, of: origin))) }
        return outcome
    }
}
