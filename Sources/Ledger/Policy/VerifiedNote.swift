package import Statements

/// A checkpoint that its log signed, with the mirrors that verifiably hold it.
///
/// A class, because machines hold several and are copied with every batch of inputs. Two are equal when they say the same.
package final class VerifiedNote: Hashable, Sendable {
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

    init(checkpoint: Checkpoint, note: SignedNote, cosigners: [Cosigner], isRecorded: Bool) {
        self.checkpoint = checkpoint
        self.note = note
        self.cosigners = cosigners
        self.isRecorded = isRecorded
    }

    package static func == (one: VerifiedNote, other: VerifiedNote) -> Bool {
        one === other
            || one.checkpoint == other.checkpoint && one.isRecorded == other.isRecorded && one.note == other.note
                && one.cosigners == other.cosigners
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(checkpoint) }
}

extension Policy {
    /// Verifies a checkpoint: the log's own line must be there and valid; lines of unknown keys are passed over.
    /// - Parameter known: what this policy found of an earlier copy of the note. A line that was verified then is not
    ///   verified again: notes come again and again, each time with one line more.
    /// - Throws: ``LedgerError/checkpoint(_:)`` or ``LedgerError/signature(_:)``; the latter also where any line that claims to be
    ///   of a key of this policy does not verify (C2SP signed-note, “Verifying”).
    package func check(
        _ note: SignedNote, knowing known: VerifiedNote? = nil, _ cryptography: some Cryptography
    ) throws(LedgerError) -> VerifiedNote {
        let known = known.flatMap { $0.note.text == note.text ? $0 : nil }
        let checkpoint = if let known { known.checkpoint } else { try Checkpoint(parsing: note.text) }
        guard let log = log(checkpoint.origin) else { throw .signature(.unknownLog(checkpoint.origin)) }
        var logLine: NoteSignature?
        var cosignatures = Cosignatures(repeating: nil, count: mirrors.count)
        for line in note.signatures {
            let isKnown = known?.note.signatures.contains(line) ?? false
            switch claimant(of: line) {
            case .log(let key)?:
                guard isKnown || key.verifies(line, over: note.text, cryptography) else {
                    throw .signature(.invalid(key.name))
                }
                if key == log { logLine = logLine ?? line }
            case .mirror(let key, let place)?:
                let time =
                    isKnown
                    ? Cosignature.time(of: line) : Cosignature.verify(line, over: note.text, by: key, cryptography)
                guard let time else { throw .signature(.invalid(key.name)) }
                if time < cosignatures[place]?.time ?? .max { cosignatures[place] = (line, time) }
            case nil: continue
            }
        }
        guard let logLine else { throw .signature(.notSignedByLog(checkpoint.origin)) }
        return verified(checkpoint, text: note.text, logLine, cosignatures)
    }

    /// One note with the lines of both, which this policy has verified: of each mirror the earliest.
    /// - Throws: ``NoteFault/otherText`` when they are not of the same text.
    package func merged(_ one: VerifiedNote, _ other: VerifiedNote) throws(LedgerError) -> VerifiedNote {
        guard one.note.text == other.note.text else { throw .note(.otherText) }
        var cosignatures = Cosignatures(repeating: nil, count: mirrors.count)
        for line in one.note.signatures.dropFirst() + other.note.signatures.dropFirst() {
            guard case .mirror(_, let place)? = claimant(of: line), let time = Cosignature.time(of: line) else {
                continue
            }
            if time < cosignatures[place]?.time ?? .max { cosignatures[place] = (line, time) }
        }
        return verified(one.checkpoint, text: one.note.text, one.note.signatures[0], cosignatures)
    }

    /// One of each mirror, at its place in the policy.
    private typealias Cosignatures = [(line: NoteSignature, time: UInt64)?]

    private func verified(
        _ checkpoint: Checkpoint, text: [UInt8], _ logLine: NoteSignature, _ cosignatures: Cosignatures
    ) -> VerifiedNote {
        var lines = [logLine]
        var cosigners: [VerifiedNote.Cosigner] = []
        for (origin, cosignature) in zip(mirrorOrigins, cosignatures) {
            guard let origin, let cosignature else { continue }
            lines.append(cosignature.line)
            cosigners.append(VerifiedNote.Cosigner(origin: origin, time: cosignature.time))
        }
        return VerifiedNote(
            checkpoint: checkpoint, note: SignedNote(text: text, verified: lines), cosigners: cosigners,
            isRecorded: canRecord && cosigners.count >= quorum)
    }
}
