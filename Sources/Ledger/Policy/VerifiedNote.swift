package import Statements

/// A checkpoint that its log signed, with the mirrors that verifiably hold it.
package struct VerifiedNote: Hashable, Sendable {
    /// A mirror and when it says that it cosigned.
    package struct Cosigner: Hashable, Sendable {
        /// The gateway whose mirror it is.
        package let origin: Origin
        /// POSIX seconds, by the mirror's own clock.
        package let time: UInt64
    }

    /// What the note says.
    package let checkpoint: Checkpoint
    /// The note with the lines that verified and no others: the log's, then one of each mirror in the policy's order.
    package let note: SignedNote
    /// One of each mirror, with its earliest time, in the policy's order.
    package let cosigners: [Cosigner]
    /// Whether a quorum of mirrors holds it.
    package let isRecorded: Bool
}

extension Policy {
    /// Verifies a checkpoint: the log's own line must be there and valid; lines of unknown keys are passed over.
    /// - Throws: ``LedgerError/checkpoint(_:)`` or ``LedgerError/signature(_:)``; the latter also where any line that claims to be
    ///   of a key of this policy does not verify (C2SP signed-note, “Verifying”).
    package func check(_ note: SignedNote, _ cryptography: some Cryptography) throws(LedgerError) -> VerifiedNote {
        let checkpoint = try Checkpoint(parsing: note.text)
        guard let log = log(checkpoint.origin) else { throw .signature(.unknownLog(checkpoint.origin)) }
        var logLine: NoteSignature?
        var cosignatures: [KeyName: (line: NoteSignature, time: UInt64)] = [:]
        for line in note.signatures {
            guard let key = key(of: line) else { continue }
            switch key.kind {
            case .signature:
                guard key.verifies(line, over: note.text, cryptography) else { throw .signature(.invalid(key.name)) }
                if key == log { logLine = logLine ?? line }
            case .cosignature:
                guard let time = Cosignature.verify(line, over: note.text, by: key, cryptography) else {
                    throw .signature(.invalid(key.name))
                }
                if time < cosignatures[key.name]?.time ?? .max { cosignatures[key.name] = (line, time) }
            }
        }
        guard let logLine else { throw .signature(.notSignedByLog(checkpoint.origin)) }
        return verified(checkpoint, SignedNote(text: note.text, signature: logLine), cosignatures)
    }

    private func verified(
        _ checkpoint: Checkpoint, _ logNote: SignedNote, _ cosignatures: [KeyName: (line: NoteSignature, time: UInt64)]
    ) -> VerifiedNote {
        var note = logNote
        var cosigners: [VerifiedNote.Cosigner] = []
        for (key, origin) in zip(mirrors, mirrorOrigins) {
            guard let origin, let (line, time) = cosignatures[key.name] else { continue }
            note.add(line)
            cosigners.append(VerifiedNote.Cosigner(origin: origin, time: time))
        }
        let isRecorded = canRecord && cosigners.count >= quorum
        return VerifiedNote(checkpoint: checkpoint, note: note, cosigners: cosigners, isRecorded: isRecorded)
    }
}
