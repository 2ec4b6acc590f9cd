package import Statements

/// Who this gateway is on the ledger: its log, its place in the policy, and what it signs with. One signer a role.
///
/// A class, because every machine holds it and machines are copied with every batch of inputs.
package final class LedgerIdentity: Sendable {
    /// The own log.
    package let origin: Origin
    /// Whom the community trusted and trusts, as far as this gateway has followed it.
    package let known: KnownPolicy
    /// Hashes and verifies.
    package let cryptography: any Cryptography
    /// Signs entries.
    package let statementSigner: any Signer
    /// Signs them from where the log says so; `nil` unless the statement key is being renewed.
    package let nextStatementSigner: (any Signer)?
    /// Signs checkpoints (type 0x01).
    package let logSigner: any Signer
    /// Signs cosignatures (type 0x04); it dies with the database.
    package let mirrorSigner: any Signer
    /// Signs them where an earlier version of the policy judges; `nil` unless the mirror's key was renewed lately.
    package let formerMirrorSigner: (any Signer)?
    /// The own log and its statement key; of two the one that comes first.
    package let author: LogAuthor
    /// The own log and the statement key that it is to have from now on.
    package let newestAuthor: LogAuthor
    /// The vkey of the own log, whether or not the policy names it.
    package let logKey: NoteKey
    /// With which keys the own log's heads are signed, in the order of the lines: with two while one takes over from the other, for
    /// those who have not followed the policy yet.
    let logKeysInUse: [(key: NoteKey, signer: any Signer)]
    /// This gateway's key among the policy's mirrors; `nil` when the policy names no mirror of this gateway, or another
    /// key.
    package let mirrorKey: NoteKey?
    /// This gateway's mirror key, whether or not the policy names it.
    package let mirrorKeyInUse: NoteKey
    /// The key of ``formerMirrorSigner``.
    package let formerMirrorKey: NoteKey?
    /// The gateways of the policy's mirrors, without this one.
    package let otherMirrors: [Origin]
    /// The logs of the policy, without the own one.
    package let otherLogs: [Origin]
    /// What is checked of an own entry before it is appended.
    package let selfCheck: SelfCheck

    /// The gateway of a community whose policy has no versions.
    /// - Throws: ``LedgerError/key(_:)`` unless the log's and the mirror's keys are Ed25519 keys.
    package convenience init(
        origin: Origin, policy: Policy, cryptography: some Cryptography, statementSigner: any Signer,
        logSigner: any Signer, mirrorSigner: any Signer, selfCheck: SelfCheck = .full
    ) throws(LedgerError) {
        try self.init(
            origin: origin, known: KnownPolicy(policy), cryptography: cryptography, statementSigner: statementSigner,
            logSigner: logSigner, mirrorSigner: mirrorSigner, selfCheck: selfCheck)
    }

    /// - Parameters:
    ///   - nextStatementSigner: the key that takes over from the other, where it is being renewed.
    ///   - nextLogSigner: the same of the log's key; it signs beside the other once the policy names it.
    ///   - formerMirrorSigner: the key that some logs' versions of the policy still name, where it was renewed.
    /// - Throws: ``LedgerError/key(_:)`` unless the log's and the mirror's keys are Ed25519 keys.
    package init(
        origin: Origin, known: KnownPolicy, cryptography: some Cryptography, statementSigner: any Signer,
        nextStatementSigner: (any Signer)? = nil, logSigner: any Signer, nextLogSigner: (any Signer)? = nil,
        mirrorSigner: any Signer, formerMirrorSigner: (any Signer)? = nil, selfCheck: SelfCheck = .full
    ) throws(LedgerError) {
        let policy = known.newest
        self.origin = origin
        self.known = known
        self.cryptography = cryptography
        self.statementSigner = statementSigner
        self.nextStatementSigner = nextStatementSigner
        self.logSigner = logSigner
        self.mirrorSigner = mirrorSigner
        self.formerMirrorSigner = formerMirrorSigner
        self.selfCheck = selfCheck
        otherMirrors = policy.mirrorOrigins.compactMap(\.self).filter { $0 != origin }
        otherLogs = policy.logs.compactMap(\.name.logOrigin).filter { $0 != origin }
        author = LogAuthor(origin: origin, key: statementSigner.publicKey, cryptography)
        newestAuthor =
            nextStatementSigner.map { LogAuthor(origin: origin, key: $0.publicKey, cryptography) } ?? author
        let logKey = try NoteKey.log(of: origin, logSigner.publicKey, cryptography)
        var logKeys: [(key: NoteKey, signer: any Signer)] = [(logKey, logSigner)]
        if let nextLogSigner, let named = policy.log(origin),
            try named == .log(of: origin, nextLogSigner.publicKey, cryptography)
        {
            logKeys.append((named, nextLogSigner))
        }
        self.logKey = logKey
        logKeysInUse = logKeys.sorted { $0.key.keyID < $1.key.keyID }
        isInPolicy = logKeys.contains { $0.key == policy.log(origin) }
        mirrorKeyInUse = try NoteKey.mirror(of: origin, mirrorSigner.publicKey, cryptography)
        if let signer = formerMirrorSigner {
            formerMirrorKey = try .mirror(of: origin, signer.publicKey, cryptography)
        } else {
            formerMirrorKey = nil
        }
        mirrorKey = policy.mirror(of: origin) == mirrorKeyInUse ? mirrorKeyInUse : nil
    }

    /// What the others must change, where the policy names another key for this gateway's mirror: the key died with the
    /// database that it was in. `nil` where there is nothing to change.
    package var mirrorReplacement: String? {
        guard let named = policy.mirror(of: origin), named != mirrorKeyInUse else { return nil }
        return
            "this gateway has a new mirror key, and cosigns nothing until the policy names it: in everybody's policy, replace \(named) by \(mirrorKeyInUse)"
    }

    /// The newest version of the policy that this gateway has followed.
    package var policy: Policy { known.newest }

    /// What goes on from a damaged copy would contradict what was signed before.
    /// - Parameter head: the newest head that was signed over the stored entries; it covers all of them, or fewer where the rest
    ///   is still to be covered.
    /// - Throws: ``LedgerError/damagedCopy(_:size:head:)``.
    func check(_ frontier: MerkleFrontier, under head: VerifiedNote?) throws(LedgerError) {
        guard let head = head?.checkpoint else { return }
        let isWhole = frontier.size == head.size && frontier.root(cryptography) == head.root
        guard isWhole || frontier.size > head.size else {
            throw .damagedCopy(head.origin, size: frontier.size, head: head.size)
        }
    }

    /// Whether the community ended this gateway's log: then it counts and signs, and nobody takes what it signs.
    package var isEnded: Bool { policy.ends[origin] != nil }

    /// Whether the policy names this gateway's log with a key that it has.
    package let isInPolicy: Bool

    /// How many other mirrors must say what they hold before anything is published after a start.
    ///
    /// Of any n − q + f + 1 mirrors one is honest and knows of every recorded head. The own mirror counts as one of them,
    /// except where no fault is tolerated (f = 0): if the database is an old copy, the own mirror is that fault.
    package var answersNeeded: Int {
        let needed = policy.mirrors.count - policy.quorum + policy.faultLimit + 1
        let own = mirrorKey != nil && policy.faultLimit > 0 ? 1 : 0
        return min(max(0, needed - own), otherMirrors.count)
    }
}
