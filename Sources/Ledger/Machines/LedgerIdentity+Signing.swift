import Metering
package import Statements

extension LedgerIdentity {
    /// Signs one statement at its index and runs the check on it that mirrors will run, or as much of it as ``selfCheck``
    /// says.
    /// - Parameters:
    ///   - record: the digest of the newest of the own log's records that are kept for ever.
    ///   - signing: with which of the statement keys; the first of them where none is named.
    package func entry(
        _ draft: Draft, index: UInt64, record: Digest?, by signing: LogAuthor? = nil
    ) throws(SigningFailure) -> Entry {
        let author = signing ?? author
        do {
            let header = StatementHeader(
                algorithm: Algorithm(signingWith: author.key), contentType: draft.message.contentType,
                keyIdentifier: author.keyIdentifier,
                issuer: origin, subject: draft.message.subject, issuedAt: draft.issuedAt, index: index, record: record)
            let payload = try draft.message.payload(origin: origin)
            let entry = try Entry.sign(header: header, payload: payload, signer: signer(of: author), cryptography)
            switch selfCheck {
            case .full: try entry.verify(by: author, index: index, cryptography)
            case .structural: try entry.checkPlace(by: author, index: index)
            }
            return entry
        } catch {
            throw SigningFailure(subject: .statement(index: index), cause: error)
        }
    }

    /// Signs the head of the own log whose right edge is `frontier`.
    package func signHead(of frontier: MerkleFrontier) throws(SigningFailure) -> VerifiedNote {
        let checkpoint = Checkpoint(origin: origin, size: frontier.size, root: frontier.root(cryptography))
        do {
            var note = try checkpoint.signed(by: logKeysInUse[0].key, with: logKeysInUse[0].signer)
            for (key, signer) in logKeysInUse.dropFirst() {
                for line in try checkpoint.signed(by: key, with: signer).signatures { note.add(line) }
            }
            return VerifiedNote(checkpoint: checkpoint, note: note, cosigners: [], recordedTime: nil)
        } catch {
            throw SigningFailure(subject: .checkpoint(size: frontier.size), cause: error)
        }
    }

    /// A checkpoint of this log, by whomever it was handed over.
    /// - Parameters:
    ///   - rules: what makes a record of that log.
    ///   - known: finds a verified note of the same text, so that no line is verified twice.
    /// - Throws: ``LedgerError`` when that log did not sign it, or a line of a known key is wrong.
    package func note(
        _ bytes: [UInt8], of log: Origin, by rules: LogRules,
        knowing known: (_ text: [UInt8]) -> VerifiedNote? = { _ in nil }
    ) throws(LedgerError) -> VerifiedNote {
        let note = try SignedNote(parsing: bytes)
        guard log == origin, !isInPolicy else {
            let known = known(note.text)
            let size = if let known { known.checkpoint.size } else { try Checkpoint(parsing: note.text).size }
            let verified = try rules.rule(at: size).check(note, knowing: known, cryptography)
            guard verified.checkpoint.origin == log else { throw .signature(.notSignedByLog(log)) }
            return verified
        }
        // The policy does not name this gateway yet: its own key is all there is to go by.
        let checkpoint = try Checkpoint(parsing: note.text)
        guard checkpoint.origin == origin,
            let line = note.signatures(by: logKey).first(where: { logKey.verifies($0, over: note.text, cryptography) })
        else { throw .signature(.notSignedByLog(origin)) }
        return VerifiedNote(
            checkpoint: checkpoint, note: SignedNote(text: note.text, signature: line), cosigners: [], recordedTime: nil
        )
    }

    /// The note with this gateway's mirror cosignature, which says that it holds every entry durably; with that of each of its keys
    /// where two versions of the policy judge and each names one.
    /// - Returns: the note as it is when the policy by which it is judged does not name both the log and this gateway's mirror,
    ///   when the clock is not good enough to vouch for a time, or when it carries the line already.
    package func cosigned(
        _ note: VerifiedNote, by rules: LogRules, at moment: Moment
    ) throws(SigningFailure) -> VerifiedNote {
        let seconds = moment.stamp.time.seconds
        guard moment.mayCosign, seconds > 0, isNamed(note.checkpoint.origin), !hasCosigned(note) else { return note }
        let rule = rules.rule(at: note.checkpoint.size)
        let named = mirrorKeys.filter { rule.mirrors.contains($0.key) }
        guard !named.isEmpty else { return note }
        do {
            var signed = note.note
            for (key, signer) in named {
                signed.add(try Cosignature.sign(signed.text, time: UInt64(seconds), key: key, with: signer))
            }
            return try rule.check(signed, knowing: note, cryptography)
        } catch {
            throw SigningFailure(
                subject: .cosignature(of: note.checkpoint.origin, size: note.checkpoint.size), cause: error)
        }
    }

    /// One note with the lines of both, which have the same text.
    package func merged(
        _ one: VerifiedNote, _ other: VerifiedNote, by rules: LogRules
    ) throws(LedgerError) -> VerifiedNote {
        guard isNamed(one.checkpoint.origin) else { return one }
        return try rules.rule(at: one.checkpoint.size).merged(one, other)
    }

    /// Whether this gateway's mirror has signed it, with a key that it has.
    package func hasCosigned(_ note: VerifiedNote) -> Bool {
        mirrorKeys.contains { !note.note.signatures(by: $0.key).isEmpty }
    }

    private var mirrorKeys: [(key: NoteKey, signer: any Signer)] {
        guard let formerMirrorKey, let formerMirrorSigner else { return [(mirrorKeyInUse, mirrorSigner)] }
        return [(mirrorKeyInUse, mirrorSigner), (formerMirrorKey, formerMirrorSigner)]
    }

    /// Whether the policy can judge this log's notes: the own log's only when it names the key that is in use.
    private func isNamed(_ log: Origin) -> Bool { log != origin || isInPolicy }
}

extension VerifiedNote {
    /// Whether this gateway's mirror is among the cosigners.
    package func isCosigned(by origin: Origin) -> Bool { cosigners.contains { $0.origin == origin } }

    /// Whether this is a head of the same size with another root. Both are signed by the log, so both together convict it.
    func contradicts(_ other: VerifiedNote) -> Bool {
        checkpoint.size == other.checkpoint.size && checkpoint.root != other.checkpoint.root
    }
}

extension LedgerIdentity {
    /// Who signs a log's entries, by its entry 0, which must be valid by itself.
    func author(byGenesis bytes: [UInt8], of origin: Origin) throws(StatementError) -> LogAuthor {
        let key = try Genesis.statementKey(of: Entry(parsing: bytes), origin: origin, cryptography)
        return LogAuthor(origin: origin, key: key, cryptography)
    }
}
