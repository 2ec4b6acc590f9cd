package import Statements

/// How far a log has gone over to another key, which its community's policy names.
package enum LogKeySuccession: Hashable, Sendable {
    /// The policy that the log's gateway follows does not name the key.
    case waiting
    /// It does, and neighbours have still to record that the log has followed it.
    case adopting
    /// Neighbours have, and these logs' gateways have not followed: they know the former key alone.
    case shared(with: [Origin])
    /// Nobody needs the former key any more.
    case over

    /// - Parameters:
    ///   - key: the one that takes over.
    ///   - own: what the log says; `nil` where it has no entry.
    ///   - seconds: POSIX. So long after the neighbours have recorded that the log followed, nobody is waited for (``Followed/grace``).
    ///   - followed: which version another log has adopted, by its number, as far as it is held here; 0 for none.
    /// - Returns: `nil` where the policy names the key, and has no versions that lead to it from another one.
    package init?(
        of key: NoteKey, own: LogRules?, under known: KnownPolicy, at seconds: Int64, followed: (Origin) -> UInt64
    ) {
        guard let log = key.name.logOrigin, known.newest.log(log) == key else {
            self = .waiting
            return
        }
        guard let own else {
            self = .over
            return
        }
        guard let naming = known.versions.first(where: { $0.policy.log(log) == key })?.number else { return nil }
        guard let adopted = own.followed, adopted.number >= naming else {
            self = .adopting
            return
        }
        let others = known.newest.logs.compactMap(\.name.logOrigin).filter { $0 != log && known.newest.ends[$0] == nil }
        let behind = others.filter { followed($0) < naming }.sorted()
        let isWaitedFor = seconds <= Int64(clamping: adopted.since) + Int64(Followed.grace)
        self = isWaitedFor && !behind.isEmpty ? .shared(with: behind) : .over
    }
}
