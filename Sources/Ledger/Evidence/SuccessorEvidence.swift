package import Statements

/// What shows that a member signed two successors of one version of its community's policy, which no honest one does: the two
/// as signed notes, one below the other. FORMAT.md has the form.
package struct SuccessorEvidence: Hashable, Sendable {
    /// No longer text is read, in bytes.
    package static let sizeLimit = 2 * SignedNote.sizeLimit

    /// Whom it convicts.
    package struct Conviction: Hashable, Sendable {
        /// The version before, of which both are successors.
        package let predecessor: PolicyVersion
        /// Both, in the order of the notes, with the members of the version before who signed them.
        package let successors: [SignedPolicyVersion]
        /// The keys that signed both, at least one, in the policy's order.
        package let members: [NoteKey]
    }

    /// The two notes, with all lines that they came with.
    package let notes: [SignedNote]
    /// The versions that they are notes of: two texts that name one predecessor.
    package let versions: [PolicyVersion]

    /// Reads what ``bytes`` gives.
    /// - Throws: ``EvidenceFault`` for anything but two different successors of one version, and the faults of note and version.
    package init(parsing bytes: [UInt8], _ cryptography: some Cryptography) throws(LedgerError) {
        guard bytes.count <= Self.sizeLimit else { throw .evidence(.tooLong(byteCount: bytes.count)) }
        let pieces = try PolicyHistory.notes(bytes)
        guard pieces.count == 2 else { throw .evidence(.notTwoVersions(pieces.count)) }
        let notes = [try SignedNote(parsing: pieces[0]), try SignedNote(parsing: pieces[1])]
        try self.init(
            notes,
            [
                try PolicyVersion(parsing: notes[0].text, cryptography),
                try PolicyVersion(parsing: notes[1].text, cryptography),
            ])
    }

    private init(_ notes: [SignedNote], _ versions: [PolicyVersion]) throws(LedgerError) {
        guard versions[0] != versions[1] else { throw .evidence(.sameVersion) }
        guard let predecessor = versions[0].predecessor, versions[1].predecessor != nil else {
            throw .evidence(.firstVersion)
        }
        guard versions[1].predecessor == predecessor else { throw .evidence(.predecessorsDiffer) }
        (self.notes, self.versions) = (notes, versions)
    }

    /// What two copies of a version of one number show, if they are two successors of one version that somebody signed both of.
    init?(_ one: SignedPolicyVersion, _ other: SignedPolicyVersion) {
        guard let note = one.note, let otherNote = other.note, one.signers.contains(where: other.signers.contains)
        else {
            return nil
        }
        // Whoever finds the two, in whatever order, writes the same file.
        let isInOrder = note.text.lexicographicallyPrecedes(otherNote.text)
        try? self.init(
            isInOrder ? [note, otherNote] : [otherNote, note],
            isInOrder ? [one.version, other.version] : [other.version, one.version])
    }

    /// The text: both notes.
    package var bytes: [UInt8] { notes.flatMap(\.bytes) }

    /// Whom this convicts, by the version that both say they follow.
    /// - Parameter known: versions that are in force, or were.
    /// - Throws: ``LedgerError``: ``EvidenceFault/unknownPredecessor(_:)``, ``EvidenceFault/nobodySignedBoth``, or what is wrong with
    ///   a version or a member's line on it.
    package func check(after known: [PolicyVersion], _ cryptography: some Cryptography) throws(LedgerError)
        -> Conviction
    {
        guard let before = known.first(where: { cryptography.sha256($0.text) == versions[0].predecessor }) else {
            throw .evidence(.unknownPredecessor(versions[0].number))
        }
        var successors: [SignedPolicyVersion] = []
        for (note, version) in zip(notes, versions) {
            try version.check(after: before, cryptography)
            successors.append(try SignedPolicyVersion(note, version, after: before.policy, cryptography))
        }
        let members = successors[0].signers.filter(successors[1].signers.contains)
        guard !members.isEmpty else { throw .evidence(.nobodySignedBoth) }
        return Conviction(predecessor: before, successors: successors, members: members)
    }
}

extension PolicyHistory {
    /// What shows that a member signed two successors of one version, where this copy and another have one each.
    package func evidence(with other: Self) -> SuccessorEvidence? {
        let all = { (history: Self) in history.versions + [history.proposal].compactMap(\.self) }
        return zip(all(self), all(other)).first { $0.version != $1.version }.flatMap { SuccessorEvidence($0, $1) }
    }
}
