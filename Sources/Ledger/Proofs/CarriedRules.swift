import Statements

/// What a proof carries along where its log has changed its rules: the entries that did, and the versions of the policy that they
/// speak of. Whoever trusts the first version can follow from there.
package struct CarriedRules: Hashable, Sendable {
    /// No longer history of a policy is carried along, in bytes: whoever has a longer one hands it over by itself.
    package static let policyLimit = 128 * 1024
    /// No more changes are read.
    package static let changeLimit = 1024

    /// Entries of the log, in its order.
    package let changes: [[UInt8]]
    /// The versions of the policy from the first on, as a file has them; empty for none.
    package let policy: [UInt8]

    package init(changes: [[UInt8]] = [], policy: [UInt8] = []) {
        self.changes = changes
        self.policy = policy
    }

    /// What a proof that ends with a head of this log carries.
    /// - Parameters:
    ///   - changes: those that a store has of the log.
    ///   - size: the head's.
    package init(_ changes: [StoredRuleChange], upTo size: UInt64, _ rules: LogRules) {
        let policy = rules.version(at: size).flatMap(rules.known.bytes(upTo:)) ?? []
        self.init(
            changes: changes.filter { $0.index < size }.map(\.entry),
            policy: policy.count <= Self.policyLimit ? policy : [])
    }

    /// The same without the versions, for whoever has them.
    package init(_ changes: [StoredRuleChange], upTo size: UInt64) {
        self.init(changes: changes.filter { $0.index < size }.map(\.entry))
    }

    /// Whether the log has changed nothing.
    package var isEmpty: Bool { changes.isEmpty && policy.isEmpty }

    /// What the changes say, before it is known who signed them: that is enough to judge notes, by which ``confirmed(_:by:_:)``
    /// then judges the changes.
    func rules(of origin: Origin, _ known: KnownPolicy, _ cryptography: some Cryptography) throws(LedgerError)
        -> LogRules
    {
        let known = policy.isEmpty ? known : try known.extended(by: policy, cryptography)
        return LogRules(of: origin, known, author: nil, changes: try stored(), cryptography)
    }

    /// The rules, once every change is known to be signed by the key that signed at its place.
    func confirmed(
        _ rules: LogRules, by author: LogAuthor, _ cryptography: some Cryptography
    ) throws(LedgerError) -> LogRules {
        var confirmed = LogRules(of: rules.origin, rules.known)
        confirmed.begin(author)
        for change in try stored() {
            do throws(StatementError) {
                try Entry(parsing: change.entry).verify(
                    by: confirmed.author(at: change.index) ?? author, index: change.index, cryptography)
            } catch {
                throw .proof(.change(index: change.index, error))
            }
            confirmed.take(change.entry, at: change.index, cryptography)
        }
        return confirmed
    }

    /// - Throws: ``ProofFault/changeOrder`` where they are not changes, each behind the one before.
    private func stored() throws(LedgerError) -> [StoredRuleChange] {
        var stored: [StoredRuleChange] = []
        for bytes in changes {
            guard RuleChange.isClaimed(by: bytes), let index = (try? Entry(parsing: bytes))?.index,
                index > stored.last?.index ?? 0
            else { throw .proof(.changeOrder) }
            stored.append(StoredRuleChange(index: index, entry: bytes))
        }
        return stored
    }
}
