package import Statements

/// A log that contradicted itself is never cosigned again. It is convicted by its own signatures and by nothing else.
extension Mirror {
    /// Somebody's evidence.
    /// - Throws: ``LedgerError`` or ``StatementError`` when it proves nothing: such a log is not convicted.
    package mutating func receive(_ evidence: Evidence) throws -> LedgerOutcome {
        guard isFollowing, evidence.origin == origin else { return LedgerOutcome() }
        switch evidence {
        case .fork(_, let one, let other):
            let (first, second) = (try identity.note(one, of: origin), try identity.note(other, of: origin))
            guard first.checkpoint.size == second.checkpoint.size, first.checkpoint.root != second.checkpoint.root
            else { throw LedgerError.evidence(origin) }
        case .rewrite(_, let older, let newer, let root, let proof):
            let (old, new) = (try identity.note(older, of: origin), try identity.note(newer, of: origin))
            let isProven = MerkleTree.verifyConsistency(
                from: old.checkpoint.size, root: root, to: new.checkpoint.size, root: new.checkpoint.root, proof: proof,
                identity.cryptography)
            guard isProven, root != old.checkpoint.root else { throw LedgerError.evidence(origin) }
        case .entry(_, let index, let entry, let note, let proof):
            let note = try identity.note(note, of: origin)
            let isCovered = MerkleTree.verifyInclusion(
                leaf: identity.cryptography.leafHash(entry), index: index, size: note.checkpoint.size, proof: proof,
                root: note.checkpoint.root, identity.cryptography)
            guard isCovered, index == 0 || author != nil, firstFailure(in: [entry], from: index) != nil
            else { throw LedgerError.evidence(origin) }
        }
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
