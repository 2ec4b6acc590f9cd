package import Statements

/// A community's policy as far as somebody knows it: the versions in force, from the first on, or one policy without versions.
///
/// A class, because every machine holds it and machines are copied with every batch of inputs.
package final class KnownPolicy: Sendable {
    /// The newest version's policy, or the only one.
    package let newest: Policy
    /// None where the policy has no versions.
    package let versions: [PolicyVersion]
    /// Whether the one policy judges whatever a log says: a reader's own choice, never a gateway's.
    let judgesAlone: Bool
    private let digests: [Digest]
    private let history: PolicyHistory?
    /// The keys of each log for which versions name more than one.
    private let renewedKeys: [Origin: [NoteKey]]
    /// What makes a record of a log that goes over from one version to another. Tests put a mistake in its place.
    let transition: @Sendable (_ old: Policy, _ new: Policy) -> RecordRule

    /// A policy without versions. Of a log that adopted one it calls nothing recorded, since it does not know it.
    package convenience init(_ policy: Policy) { self.init(policy, judgesAlone: false) }

    /// A policy by which a reader judges every log, whatever that adopted.
    package convenience init(alone policy: Policy) { self.init(policy, judgesAlone: true) }

    private init(_ policy: Policy, judgesAlone: Bool) {
        self.judgesAlone = judgesAlone
        newest = policy
        versions = []
        digests = []
        history = nil
        renewedKeys = [:]
        transition = RecordRule.init(from:to:)
    }

    /// The versions of a history that are in force.
    /// - Returns: `nil` where none is.
    package init?(_ history: PolicyHistory, _ cryptography: some Cryptography) {
        guard let policy = history.policy else { return nil }
        judgesAlone = false
        newest = policy
        versions = history.versions.map(\.version)
        digests = versions.map { cryptography.sha256($0.text) }
        self.history = history
        renewedKeys = Self.renewedKeys(in: versions)
        transition = RecordRule.init(from:to:)
    }

    /// The same with another transition.
    init(_ known: KnownPolicy, transition: @escaping @Sendable (_ old: Policy, _ new: Policy) -> RecordRule) {
        (newest, versions, digests, history) = (known.newest, known.versions, known.digests, known.history)
        judgesAlone = known.judgesAlone
        renewedKeys = known.renewedKeys
        self.transition = transition
    }

    /// The same with what another copy of the versions has beyond it, as far as they follow from what is known. To a policy without
    /// versions nothing is added.
    /// - Throws: ``LedgerError/version(_:_:)`` where the other is of another history, or not in force.
    package func extended(by bytes: [UInt8], _ cryptography: some Cryptography) throws(LedgerError) -> KnownPolicy {
        guard var history else { return self }
        try history.merge(PolicyHistory(parsing: bytes, cryptography))
        return KnownPolicy(history, cryptography) ?? self
    }

    /// Judges a note for whoever has nothing of its log and so cannot know which version it has adopted: by the newest version that
    /// calls it a record, or else by the newest of all.
    package func check(
        _ note: SignedNote, _ cryptography: some Cryptography
    ) throws(LedgerError) -> (note: VerifiedNote, policy: Policy) {
        for policy in versions.map(\.policy).reversed() {
            if let verified = try? policy.check(note, cryptography), verified.isRecorded { return (verified, policy) }
        }
        return (try newest.check(note, cryptography), newest)
    }

    /// The versions that lead to the one that a log adopted, as a file has them; `nil` where there are none, or that one is not known.
    package func bytes(upTo adoption: PolicyAdoption) -> [UInt8]? {
        guard policy(adoptedBy: adoption) != nil, let count = Int(exactly: adoption.number) else { return nil }
        return history?.versions.prefix(count).flatMap { $0.note?.bytes ?? [] }
    }

    /// What a log says that adopts the newest version; `nil` without versions.
    package var adoption: PolicyAdoption? {
        guard let version = versions.last, let digest = digests.last else { return nil }
        return PolicyAdoption(number: version.number, digest: digest)
    }

    private static func renewedKeys(in versions: [PolicyVersion]) -> [Origin: [NoteKey]] {
        var keys: [Origin: Set<NoteKey>] = [:]
        for key in versions.flatMap(\.policy.logs) {
            if let origin = key.name.logOrigin { keys[origin, default: []].insert(key) }
        }
        return keys.filter { $0.value.count > 1 }.mapValues(Array.init)
    }

    /// A rule for the notes of one log, which may be signed by any key that a version names for it: whoever lacks the log's newest
    /// entries cannot know which it is, and whoever lacks the newest version knows the one before.
    package func rule(_ rule: RecordRule, of log: Origin) -> RecordRule {
        renewedKeys[log].map(rule.accepting) ?? rule
    }

    /// The keys of a log that a version has retired which it adopted: those of the versions before that this one does not name.
    func retiredKeys(of log: Origin, by adoption: PolicyAdoption) -> [NoteKey] {
        guard let keys = renewedKeys[log], let newest = policy(adoptedBy: adoption)?.log(log) else { return [] }
        let before = Set(versions.prefix(Int(clamping: adoption.number) - 1).compactMap { $0.policy.log(log) })
        return keys.filter { before.contains($0) && $0 != newest }
    }

    /// By whom a log is judged that has adopted nothing: the first version that names it. So no log has a choice of two versions,
    /// and whoever knows more of them judges it as before.
    func founding(of log: Origin) -> Policy {
        versions.first { $0.policy.log(log) != nil }?.policy ?? newest
    }

    /// The policy of the version that a log adopted; `nil` where it is newer than what is known, or of another history.
    package func policy(adoptedBy adoption: PolicyAdoption) -> Policy? {
        guard let place = Int(exactly: adoption.number - 1), versions.indices.contains(place),
            digests[place] == adoption.digest
        else { return nil }
        return versions[place].policy
    }
}
