import Metering
package import Statements

extension LedgerIdentity {
    /// Signs one statement at its index and runs the check on it that mirrors will run, or as much of it as ``selfCheck`` says.
    /// - Parameter author: the own log and statement key.
    package func entry(_ draft: Draft, index: UInt64, record: Digest?) throws -> Entry {
        let header = StatementHeader(
            algorithm: Algorithm(signingWith: author.key), contentType: draft.message.contentType,
            keyIdentifier: author.keyIdentifier,
            issuer: origin, subject: draft.message.subject, issuedAt: draft.issuedAt, index: index, record: record)
        let payload = try draft.message.payload(origin: origin)
        let entry = try Entry.sign(header: header, payload: payload, signer: statementSigner, cryptography)
        switch selfCheck {
        case .full: try entry.verify(by: author, index: index, cryptography)
        case .structural: try entry.checkPlace(by: author, index: index)
        }
        return entry
    }

    /// Signs a head of the own log.
    package func sign(_ checkpoint: Checkpoint) throws -> VerifiedNote {
        VerifiedNote(
            checkpoint: checkpoint, note: try checkpoint.signed(by: logKey, with: logSigner), cosigners: [],
            isRecorded: false)
    }

    /// A checkpoint of this log, by whomever it was handed over.
    /// - Throws: ``LedgerError`` when that log did not sign it, or a line of a known key is wrong.
    package func note(_ bytes: [UInt8], of log: Origin) throws(LedgerError) -> VerifiedNote {
        let note = try SignedNote(parsing: bytes)
        guard log == origin, policy.log(origin) != logKey else {
            let verified = try policy.check(note, cryptography)
            guard verified.checkpoint.origin == log else { throw .signature(.notSignedByLog(log)) }
            return verified
        }
        // The policy does not name this gateway yet: its own key is all there is to go by.
        let checkpoint = try Checkpoint(parsing: note.text)
        guard checkpoint.origin == origin,
            let line = note.signatures(by: logKey).first(where: { logKey.verifies($0, over: note.text, cryptography) })
        else { throw .signature(.notSignedByLog(origin)) }
        return VerifiedNote(
            checkpoint: checkpoint, note: SignedNote(text: note.text, signature: line), cosigners: [], isRecorded: false
        )
    }

    /// The note with this gateway's mirror cosignature, which says that it holds every entry durably.
    /// - Returns: the note as it is when the policy names no mirror of this gateway, when the clock is not good enough
    ///   to vouch for a
    ///   time, or when it carries the line already.
    package func cosigned(_ note: VerifiedNote, at moment: Moment) throws -> VerifiedNote {
        guard let mirrorKey, moment.mayCosign, !note.isCosigned(by: origin) else { return note }
        let time = UInt64(clamping: moment.stamp.time.seconds)
        var signed = note.note
        signed.add(try Cosignature.sign(signed.text, time: time, key: mirrorKey, with: mirrorSigner))
        return try policy.check(signed, cryptography)
    }

    /// One note with the lines of both, which have the same text.
    package func merged(_ one: VerifiedNote, _ other: VerifiedNote) throws(LedgerError) -> VerifiedNote {
        guard policy.log(origin) == logKey || one.checkpoint.origin != origin else { return one }
        return try policy.check(one.note.merged(with: other.note), cryptography)
    }
}

extension VerifiedNote {
    /// Whether this gateway's mirror is among the cosigners.
    package func isCosigned(by origin: Origin) -> Bool { cosigners.contains { $0.origin == origin } }
}

extension LedgerIdentity {
    /// Who signs a log's entries, by its entry 0, which must be valid by itself.
    func author(byGenesis bytes: [UInt8], of origin: Origin) throws(StatementError) -> LogAuthor {
        let key = try Genesis.statementKey(of: Entry(parsing: bytes), origin: origin, cryptography)
        return LogAuthor(origin: origin, key: key, cryptography)
    }
}
