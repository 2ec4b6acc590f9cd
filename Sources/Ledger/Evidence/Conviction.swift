package import Statements

/// What a piece of evidence has shown.
package struct Conviction: Hashable, Sendable {
    /// The log that contradicted itself.
    package let origin: Origin
    /// Gateways whose mirrors cosigned both sides of it, which no honest one does.
    package let mirrors: [Origin]

    package init(origin: Origin, mirrors: [Origin]) {
        self.origin = origin
        self.mirrors = mirrors
    }
}

extension Evidence {
    /// Whether this shows that the log contradicted itself, by its own signatures. What merely fails to verify is noise, since
    /// anybody can make it.
    /// - Parameter author: the log's statement key by its genesis, which only evidence about a well-formed entry needs. Since
    ///   a log can change its key, an entry that names another one shows nothing to whoever has not all entries before it.
    /// - Throws: ``LedgerError``: the notes' own faults, or ``EvidenceFault``.
    package func check(
        under policy: Policy, author: LogAuthor? = nil, _ cryptography: some Cryptography
    ) throws(LedgerError) -> Conviction {
        try check(by: Judge(rule: { _ in policy.rule }), author: author, isCertain: false, cryptography)
    }

    /// The same for whoever holds the log's first `size` entries, and knows its `rules` from them.
    func check(
        by rules: LogRules, knowing size: UInt64, _ cryptography: some Cryptography
    ) throws(LedgerError) -> Conviction {
        let judge = Judge(rule: rules.rule, isBinding: rules.isBinding)
        guard case .entry(_, let index, _, _, _) = self else {
            return try check(by: judge, author: nil, isCertain: false, cryptography)
        }
        return try check(by: judge, author: rules.author(at: index), isCertain: index <= size, cryptography)
    }

    /// What somebody knows of a log when he judges its notes.
    private struct Judge {
        let rule: (_ size: UInt64) -> RecordRule
        /// Whether the log stands by it.
        var isBinding: (VerifiedNote) -> Bool = { _ in true }
    }

    private func check(
        by judge: Judge, author: LogAuthor?, isCertain: Bool, _ cryptography: some Cryptography
    ) throws(LedgerError) -> Conviction {
        switch self {
        case .fork(_, let one, let other):
            let first = try note(one, judge, cryptography)
            let second = try note(other, judge, cryptography)
            guard first.checkpoint.size == second.checkpoint.size else { throw .evidence(.sizesDiffer) }
            guard first.checkpoint.root != second.checkpoint.root else { throw .evidence(.sameRoot) }
            return conviction(first, second)
        case .rewrite(_, let older, let newer, let root, let proof):
            let first = try note(older, judge, cryptography)
            let second = try note(newer, judge, cryptography)
            guard first.checkpoint.size < second.checkpoint.size else { throw .evidence(.sizesOutOfOrder) }
            guard first.checkpoint.root != root else { throw .evidence(.sameRoot) }
            let leads = MerkleTree.verifyConsistency(
                from: first.checkpoint.size, root: root, to: second.checkpoint.size, root: second.checkpoint.root,
                proof: proof, cryptography)
            guard leads else { throw .evidence(.proofFails) }
            return conviction(first, second)
        case .entry(_, let index, let entry, let bytes, let proof):
            let head = try note(bytes, judge, cryptography).checkpoint
            let isCovered = MerkleTree.verifyInclusion(
                leaf: cryptography.leafHash(entry), index: index, size: head.size, proof: proof, root: head.root,
                cryptography)
            guard isCovered else { throw .evidence(.proofFails) }
            guard try !passesMirror(entry, index, author, isCertain: isCertain, cryptography) else {
                throw .evidence(.soundEntry)
            }
            return Conviction(origin: origin, mirrors: [])  // a cosignature does not vouch for entries' signatures
        }
    }

    private func note(
        _ bytes: [UInt8], _ judge: Judge, _ cryptography: some Cryptography
    ) throws(LedgerError) -> VerifiedNote {
        let note = try SignedNote(parsing: bytes)
        let verified = try judge.rule(Checkpoint(parsing: note.text).size).check(note, cryptography)
        guard verified.checkpoint.origin == origin else { throw .evidence(.otherOrigin(verified.checkpoint.origin)) }
        guard judge.isBinding(verified) else { throw .evidence(.retiredKey) }
        return verified
    }

    private func conviction(_ first: VerifiedNote, _ second: VerifiedNote) -> Conviction {
        let second = Set(second.cosigners.map(\.origin))
        return Conviction(origin: origin, mirrors: first.cosigners.map(\.origin).filter(second.contains))
    }

    private func passesMirror(
        _ bytes: [UInt8], _ index: UInt64, _ author: LogAuthor?, isCertain: Bool, _ cryptography: some Cryptography
    ) throws(LedgerError) -> Bool {
        guard let entry = try? Entry(parsing: bytes) else { return false }
        guard index > 0 else {
            return (try? Genesis.statementKey(of: entry, origin: origin, cryptography)) != nil
        }
        guard let author, author.origin == origin, isCertain || entry.keyIdentifier == author.keyIdentifier else {
            throw .evidence(.authorUnknown)
        }
        return (try? entry.verify(by: author, index: index, cryptography)) != nil
    }
}
