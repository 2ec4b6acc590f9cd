package import Statements

/// Which lines of a note count, and how many of them make a record.
///
/// That is one policy's business, but for a log that goes over from one version to another: then mirrors of both count, and a
/// quorum of each must sign.
package struct RecordRule: Hashable, Sendable {
    /// A note is recorded once so many of these mirrors signed it.
    private struct Quorum: Hashable {
        /// Which of ``RecordRule/mirrors`` count.
        let isMember: [Bool]
        let count: Int
        /// One mirror alone never records.
        let canRecord: Bool
    }

    /// Every log whose line counts.
    private var logs: [NoteKey]
    /// The keys of which one must have signed a log's note, in the order of their IDs: more than one where the log's key was renewed.
    private var logKeys: [Origin: [NoteKey]]
    /// Every mirror whose line counts, in the order of their gateways.
    package let mirrors: [NoteKey]
    /// The gateways of ``mirrors``, in the same order.
    private let mirrorOrigins: [Origin?]
    /// The key IDs of ``logs`` and then of ``mirrors``: the quickest way from a line to its key.
    private var keyIDs: [UInt32]
    private let quorums: [Quorum]

    /// - Parameters:
    ///   - logs: whose lines count.
    ///   - quorums: mirrors, and how many of them make a record; all of them must.
    ///   - others: mirrors whose lines count for nothing and stay.
    private init(logs: [NoteKey], quorums: [(mirrors: [NoteKey], count: Int)], and others: [NoteKey] = []) {
        self.logs = logs
        logKeys = Self.byOrigin(logs)
        mirrors = Set(quorums.flatMap(\.mirrors) + others).sorted { one, other in
            (one.name.description, one.keyID) < (other.name.description, other.keyID)
        }
        mirrorOrigins = mirrors.map(\.name.mirrorOrigin)
        keyIDs = logs.map(\.keyID) + mirrors.map(\.keyID)
        let all = mirrors
        self.quorums = quorums.map { quorum in
            let members = Set(quorum.mirrors)
            return Quorum(
                isMember: all.map(members.contains), count: quorum.count, canRecord: quorum.mirrors.count >= 2)
        }
    }

    /// The rule of one policy.
    init(logs: [NoteKey], mirrors: [NoteKey], quorum: Int) {
        self.init(logs: logs, quorums: [(mirrors, quorum)])
    }

    /// Both policies must call it a record.
    package init(from old: Policy, to new: Policy) {
        let both = [(old.mirrors, old.quorum), (new.mirrors, new.quorum)]
        self.init(logs: Self.logs(old, new), quorums: both)
    }

    /// A policy's rule that also passes lines of mirrors that an earlier one named; they count for nothing.
    package init(_ policy: Policy, passing old: Policy) {
        self.init(logs: Self.logs(old, policy), quorums: [(policy.mirrors, policy.quorum)], and: old.mirrors)
    }

    /// Passes the lines of a policy's mirrors, and calls nothing a record: for a log that is judged by a version that is not known.
    init(passing policy: Policy) {
        self.init(logs: policy.logs, quorums: [([], policy.quorum)], and: policy.mirrors)
    }

    private static func logs(_ old: Policy, _ new: Policy) -> [NoteKey] {
        let known = Set(new.logs)
        return new.logs + old.logs.filter { !known.contains($0) }
    }

    private static func byOrigin(_ logs: [NoteKey]) -> [Origin: [NoteKey]] {
        let keys = logs.compactMap { key in key.name.logOrigin.map { ($0, [key]) } }
        return Dictionary(keys, uniquingKeysWith: +).mapValues { $0.sorted { $0.keyID < $1.keyID } }
    }

    /// The same rule, for which a log's note may be signed by these keys as well.
    func accepting(_ keys: [NoteKey]) -> RecordRule {
        let new = keys.filter { !logs.contains($0) }
        guard !new.isEmpty else { return self }
        var rule = self
        rule.logs += new
        rule.logKeys = Self.byOrigin(rule.logs)
        rule.keyIDs = (rule.logs + mirrors).map(\.keyID)
        return rule
    }

    /// How many mirrors the most demanding of its quorums takes.
    package var quorum: Int { quorums.map { max(2, $0.count) }.max() ?? 2 }
}

// MARK: - Judging a note

extension RecordRule {
    /// Verifies a checkpoint: a line of the log's own must be there and valid; lines of unknown keys are passed over.
    /// - Parameter known: what this rule found of an earlier copy of the note. A line that was verified then is not
    ///   verified again: notes come again and again, each time with one line more.
    /// - Throws: ``LedgerError/checkpoint(_:)`` or ``LedgerError/signature(_:)``; the latter also where any line that claims to be
    ///   of a key of this rule does not verify (C2SP signed-note, “Verifying”).
    package func check(
        _ note: SignedNote, knowing known: VerifiedNote? = nil, _ cryptography: some Cryptography
    ) throws(LedgerError) -> VerifiedNote {
        let known = known.flatMap { $0.note.text == note.text ? $0 : nil }
        let checkpoint = if let known { known.checkpoint } else { try Checkpoint(parsing: note.text) }
        guard let keys = logKeys[checkpoint.origin] else { throw .signature(.unknownLog(checkpoint.origin)) }
        var logLines = [NoteSignature?](repeating: nil, count: keys.count)
        var cosignatures = Cosignatures(repeating: nil, count: mirrors.count)
        for line in note.signatures {
            let isKnown = known?.note.signatures.contains(line) ?? false
            switch claimant(of: line) {
            case .log(let key)?:
                guard isKnown || key.verifies(line, over: note.text, cryptography) else {
                    throw .signature(.invalid(key.name))
                }
                if let place = keys.firstIndex(of: key) { logLines[place] = logLines[place] ?? line }
            case .mirror(let key, let place)?:
                let time =
                    isKnown
                    ? Cosignature.time(of: line) : Cosignature.verify(line, over: note.text, by: key, cryptography)
                guard let time else { throw .signature(.invalid(key.name)) }
                if time < cosignatures[place]?.time ?? .max { cosignatures[place] = (line, time) }
            case nil: continue
            }
        }
        let lines = logLines.compactMap(\.self)
        guard !lines.isEmpty else { throw .signature(.notSignedByLog(checkpoint.origin)) }
        return verified(checkpoint, text: note.text, lines, cosignatures)
    }

    /// One note with the lines of both, which this rule has verified: of each mirror the earliest.
    /// - Throws: ``NoteFault/otherText`` when they are not of the same text.
    package func merged(_ one: VerifiedNote, _ other: VerifiedNote) throws(LedgerError) -> VerifiedNote {
        guard one.note.text == other.note.text else { throw .note(.otherText) }
        var logLines: [NoteSignature] = []
        var cosignatures = Cosignatures(repeating: nil, count: mirrors.count)
        for line in one.note.signatures + other.note.signatures {
            switch claimant(of: line) {
            case .log?: if !logLines.contains(line) { logLines.append(line) }
            case .mirror(_, let place)?:
                guard let time = Cosignature.time(of: line) else { continue }
                if time < cosignatures[place]?.time ?? .max { cosignatures[place] = (line, time) }
            case nil: continue
            }
        }
        return verified(one.checkpoint, text: one.note.text, logLines, cosignatures)
    }

    /// One of each mirror, at its place among ``mirrors``.
    private typealias Cosignatures = [(line: NoteSignature, time: UInt64)?]

    private func verified(
        _ checkpoint: Checkpoint, text: [UInt8], _ logLines: [NoteSignature], _ cosignatures: Cosignatures
    ) -> VerifiedNote {
        var lines = logLines.sorted { $0.keyID < $1.keyID }
        var cosigners: [VerifiedNote.Cosigner] = []
        for (origin, cosignature) in zip(mirrorOrigins, cosignatures) {
            guard let origin, let cosignature, lines.count < SignedNote.signatureLimit else { continue }
            lines.append(cosignature.line)
            cosigners.append(VerifiedNote.Cosigner(origin: origin, time: cosignature.time))
        }
        return VerifiedNote(
            checkpoint: checkpoint, note: SignedNote(text: text, verified: lines), cosigners: cosigners,
            recordedTime: recordedTime(cosignatures))
    }

    /// The median of a quorum's clocks, of two quorums' the later: it lies between two honest clocks.
    private func recordedTime(_ cosignatures: Cosignatures) -> UInt64? {
        var latest: UInt64?
        for quorum in quorums {
            let times = zip(quorum.isMember, cosignatures).compactMap { $0 ? $1?.time : nil }
            guard quorum.canRecord, times.count >= quorum.count, let time = RecordedTime.median(of: times) else {
                return nil
            }
            latest = max(latest ?? 0, time)
        }
        return latest
    }

    /// Whose line a line of a note claims to be.
    private enum Claimant {
        case log(NoteKey)
        case mirror(NoteKey, place: Int)
    }

    /// The key that a line of a note claims to be made with. Key IDs may be the same; names are not.
    private func claimant(of line: NoteSignature) -> Claimant? {
        for (place, keyID) in keyIDs.enumerated() where keyID == line.keyID {
            let isLog = place < logs.count
            let key = isLog ? logs[place] : mirrors[place - logs.count]
            if key.claims(line) { return isLog ? .log(key) : .mirror(key, place: place - logs.count) }
        }
        return nil
    }
}

extension Policy {
    /// Verifies a checkpoint by this policy alone: ``RecordRule/check(_:knowing:_:)``.
    package func check(
        _ note: SignedNote, knowing known: VerifiedNote? = nil, _ cryptography: some Cryptography
    ) throws(LedgerError) -> VerifiedNote {
        try rule.check(note, knowing: known, cryptography)
    }
}
