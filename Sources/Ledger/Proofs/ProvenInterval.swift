package import Statements

/// Between which two moments a statement came into the world, by the clocks of mirrors; the statement's own word is not asked.
package struct ProvenInterval: Hashable, Sendable {
    /// Since when it can have existed.
    package enum Beginning: Hashable, Sendable {
        /// It names a record of this recorded time, POSIX seconds: it was made after that.
        case after(UInt64)
        /// It names no record: there was none yet, as far as its gateway says.
        case namesNone
        /// It names a record whose note was not shown.
        case notShown
        /// It names a note that no quorum of this policy signed.
        case notRecorded
    }

    /// Since when.
    package let beginning: Beginning
    /// The recorded time, POSIX seconds: by then it was there. `nil` while it is not recorded.
    package let end: UInt64?
    /// Of how many mirrors' clocks ``end`` is the median.
    package let clockCount: Int

    package init(beginning: Beginning, end: UInt64?, clockCount: Int) {
        self.beginning = beginning
        self.end = end
        self.clockCount = clockCount
    }

    /// By how many seconds the beginning is later than the end, which only clocks that disagree make it; `nil` otherwise.
    package var disagreement: UInt64? {
        guard case .after(let time) = beginning, let end, time > end else { return nil }
        return time - end
    }
}

extension StatementHeader {
    /// Since when the statement can have existed, by the record that it names.
    /// - Parameter note: the bytes of that record, where somebody has them.
    /// - Throws: ``ProofFault/otherRecord`` where it is not the one that is named, or what ``RecordRule/check(_:knowing:_:)`` throws of it.
    package func beginning(
        named note: [UInt8]?, by rules: LogRules, _ cryptography: some Cryptography
    ) throws(LedgerError) -> ProvenInterval.Beginning {
        guard let note else { return record == nil ? .namesNone : .notShown }
        guard record == cryptography.sha256(note) else { throw .proof(.otherRecord) }
        let named = try SignedNote(parsing: note)
        let verified = try rules.historicalRule(at: Checkpoint(parsing: named.text).size).check(named, cryptography)
        guard verified.checkpoint.origin == issuer else { throw .proof(.otherRecord) }
        return verified.recordedTime.map(ProvenInterval.Beginning.after) ?? .notRecorded
    }
}
