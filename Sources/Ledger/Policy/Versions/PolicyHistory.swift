package import Statements

/// The versions of a community's policy, from the first on, each signed by a quorum of the members of the one before; behind them
/// perhaps one that still waits for signatures.
///
/// As a file it is their notes, one below the other. Whoever trusts the first version can follow them to the newest, with nobody
/// in charge (as root metadata of The Update Framework is followed, §5.3). Two quorums share an honest member, who signs
/// one successor of a version, so no version has two successors in force.
package struct PolicyHistory: Hashable, Sendable {
    /// No longer file is read, in bytes.
    package static let sizeLimit = 4 * 1024 * 1024

    /// The versions in force, oldest first.
    package private(set) var versions: [SignedPolicyVersion] = []
    /// The version that waits for signatures.
    package private(set) var proposal: SignedPolicyVersion?

    /// The history that begins with a policy, which waits for its members' signatures.
    package init(founding policy: Policy) throws(LedgerError) {
        proposal = SignedPolicyVersion(try PolicyVersion(first: policy), after: nil)
    }

    /// Whether a file is a history and no plain policy.
    package static func isHistory(_ bytes: [UInt8]) -> Bool { bytes.starts(with: PolicyVersion.beginning) }

    /// Reads a file: every version but the last must be in force.
    /// - Throws: ``LedgerError`` with the version and what is wrong with it.
    package init(parsing bytes: [UInt8], _ cryptography: some Cryptography) throws(LedgerError) {
        guard bytes.count <= Self.sizeLimit else { throw .version(0, .tooLong(byteCount: bytes.count)) }
        for piece in try Self.notes(bytes) {
            let note = try SignedNote(parsing: piece)
            let version = try PolicyVersion(parsing: note.text, cryptography)
            if let proposal {
                let (count, needed) = (proposal.signers.count, proposal.needed)
                throw .version(proposal.version.number, .tooFewSignatures(count: count, needed: needed))
            }
            if let last = versions.last?.version {
                try version.check(after: last, cryptography)
            } else if version.number != 1 {
                throw .version(version.number, .number(expected: 1))
            }
            let signed = try SignedPolicyVersion(note, version, after: versions.last?.version.policy, cryptography)
            guard !signed.signers.isEmpty else {
                throw .version(version.number, .tooFewSignatures(count: 0, needed: signed.needed))
            }
            if signed.isInForce { versions.append(signed) } else { proposal = signed }
        }
    }

    /// The file. A version that nobody has signed yet is not in it.
    package var bytes: [UInt8] { (versions + [proposal].compactMap(\.self)).flatMap { $0.note?.bytes ?? [] } }

    /// The policy in force.
    package var policy: Policy? { versions.last?.version.policy }

    /// Whether one of these keys has signed a version: with it, whoever has the key agreed to all that come before.
    package func isSigned(byAnyOf keys: [NoteKey]) -> Bool {
        (versions + [proposal].compactMap(\.self)).contains { $0.signers.contains(where: keys.contains) }
    }

    /// Proposes a successor of the version in force. It waits for signatures.
    /// - Throws: ``PolicyVersionFault/proposalWaits``, or what ``PolicyVersion/init(after:_:_:)`` throws.
    package mutating func propose(_ policy: Policy, _ cryptography: some Cryptography) throws(LedgerError) {
        guard proposal == nil, let last = versions.last?.version else {
            throw .version(proposal?.version.number ?? 0, .proposalWaits)
        }
        proposal = SignedPolicyVersion(try PolicyVersion(after: last, policy, cryptography), after: last.policy)
    }

    /// Signs what waits for signatures; it is in force once enough have.
    /// - Precondition: whoever signs has never signed another successor of the same version, and has put down that it signs this.
    package mutating func sign(by key: NoteKey, with signer: some Signer) throws {
        guard var proposal else {
            throw LedgerError.version(versions.last?.version.number ?? 0, .noProposal)
        }
        try proposal.sign(by: key, with: signer)
        settle(proposal)
    }

    /// Takes over what another copy of the history has beyond this one: signatures, and versions.
    /// - Throws: ``PolicyVersionFault/otherHistory`` or ``PolicyVersionFault/otherProposal(signedBoth:)``; nothing has changed then.
    package mutating func merge(_ other: Self) throws(LedgerError) {
        var merged = self
        for theirs in other.versions + [other.proposal].compactMap(\.self) {
            let place = Int(clamping: theirs.version.number) - 1
            if place < merged.versions.count {
                try Self.compare(merged.versions[place], theirs)
                merged.versions[place].merge(theirs)
            } else if var own = merged.proposal {
                try Self.compare(own, theirs)
                own.merge(theirs)
                merged.settle(own)
            } else {
                merged.settle(theirs)
            }
        }
        self = merged
    }

    private mutating func settle(_ version: SignedPolicyVersion) {
        if version.isInForce {
            versions.append(version)
            proposal = nil
        } else {
            proposal = version
        }
    }

    /// - Throws: where two versions of one number are not the same.
    private static func compare(_ one: SignedPolicyVersion, _ other: SignedPolicyVersion) throws(LedgerError) {
        guard one.version != other.version else { return }
        let number = one.version.number
        guard one.version.predecessor == other.version.predecessor, number > 1 else {
            throw .version(number, .otherHistory)
        }
        let both = one.signers.filter { other.signers.contains($0) }.map(\.name)
        throw .version(number, .otherProposal(signedBoth: both))
    }

    /// The notes of a file: each begins with the heading of a version.
    static func notes(_ bytes: [UInt8]) throws(LedgerError) -> [[UInt8]] {
        var notes: [[UInt8]] = []
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            if line.starts(with: PolicyVersion.beginning) { notes.append([]) }
            guard !notes.isEmpty else { throw .version(0, .heading) }
            notes[notes.count - 1] += line + [0x0A]
        }
        // What was split at line feeds has one more piece than lines.
        notes[notes.count - 1].removeLast()
        return notes
    }
}
