import Ledger
import Signing
import Statements

/// A change of a community's policy.
struct PolicyChange {
    /// Keys of logs and mirrors that come, or take the place of those of the same name.
    var members: [NoteKey] = []
    /// Gateways that leave.
    var leaving: Set<Origin> = []
    /// Logs that end.
    var ends: [Origin: LogEnd] = [:]
    /// How many mirrors make a record; `nil` for the safe minimum.
    var quorum: Int?
    /// Below which index nobody has to keep a log's entries.
    var minimumIndices: [Origin: UInt64] = [:]

    init(members: [NoteKey] = [], leaving: Set<Origin> = [], quorum: Int? = nil) {
        self.members = members
        self.leaving = leaving
        self.quorum = quorum
    }

    /// Whether anything is to change.
    var isEmpty: Bool {
        members.isEmpty && leaving.isEmpty && ends.isEmpty && quorum == nil && minimumIndices.isEmpty
    }

    /// What of it a policy does not have yet.
    func remaining(beyond policy: Policy) -> Self {
        var rest = self
        rest.members.removeAll { policy.logs.contains($0) || policy.mirrors.contains($0) }
        rest.leaving = leaving.filter { policy.log($0) != nil || policy.mirror(of: $0) != nil }
        rest.ends = ends.filter { policy.ends[$0.key] == nil }
        rest.minimumIndices = minimumIndices.filter { policy.minimumIndex(of: $0.key) != $0.value }
        rest.quorum = quorum == policy.quorum ? nil : quorum
        return rest
    }

    /// The policy with the change.
    /// - Throws: an unusable ``Finding`` for a gateway that the policy does not name, or a policy that may not be.
    func policy(after before: Policy) throws(Finding) -> Policy {
        let named = Set((before.logs + before.mirrors).compactMap { $0.name.logOrigin ?? $0.name.mirrorOrigin })
        if let stranger = leaving.union(ends.keys).union(minimumIndices.keys).subtracting(named).min() {
            throw .unusable("\(stranger) is not in the policy: is the name right?")
        }
        do throws(LedgerError) {
            return try before.changed(
                adding: members, removing: leaving, ending: ends, quorum: quorum, minimumIndices: minimumIndices,
                OpenSSLCryptography())
        } catch {
            throw .unusable("\(error)")
        }
    }
}
