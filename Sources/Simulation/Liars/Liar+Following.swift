import Ledger
import Metering
import Statements

/// What a liar's log says of the policy.
extension Liar {
    /// Entries that change by whom the log is judged, or claim to.
    /// - Parameter version: the place of the newest version in force.
    func follow(
        _ version: Int, in branch: Int, at moment: Moment, _ generator: inout SeededGenerator
    ) async throws -> [Entry] {
        guard policies.isVersioned, branches[branch].size > 0 else { return [] }
        var changes: [RuleChange] = []
        let rules = rules(of: branch)
        if vices.adoptsFalsely, generator.happens(percent: 10) {
            tell("its log adopts a version that was never in force")
            let number = UInt64(version + generator.number(in: 1...3))
            let digest = identity.cryptography.sha256([UInt8(truncatingIfNeeded: number)])
            changes.append(.adoption(PolicyAdoption(number: number, digest: digest)))
        } else if let adoption = policies.adoption(of: version), mayAdopt(version, in: branch),
            adoption.number > rules.adoptions.last?.version.number ?? 0
        {
            changes.append(.adoption(adoption))
        }
        if vices.forgesRecords, generator.happens(percent: 20), let adoption = rules.unsettled, let note = notes.last {
            let path = (0..<generator.number(in: 0...3)).map { _ in identity.cryptography.sha256([1]) }
            changes.append(.record(AdoptionRecord(index: adoption.index, path: path, note: note)))
        }
        if let record = try await record(in: branch, rules) { changes.append(.record(record)) }
        return try changes.map { try sign(Draft(issuedAt: moment.stamp.time, message: .rule($0)), in: branch) }
    }

    /// The first history of a conspiracy stays with the version before: the other half knows no other.
    private func mayAdopt(_ version: Int, in branch: Int) -> Bool {
        guard let conspiracy, conspiracy.leader == place, branches.count > 1, version > 0 else {
            return !vices.refusesToFollow
        }
        return branch == 1
    }

    func rules(of branch: Int) -> LogRules {
        LogRules(
            of: origin, identity.known, author: nil, changes: branches[branch].ruleChanges, identity.cryptography)
    }

    /// What shows that the newest adoption is recorded, once it is.
    private func record(in branch: Int, _ rules: LogRules) async throws -> AdoptionRecord? {
        guard let adoption = rules.unsettled else { return nil }
        let notes = gathered.values.filter { histories[$0.text]?.contains(branch) ?? false }
        let heads = notes.compactMap { note in (try? Checkpoint(parsing: note.text)).map { (head: $0, note: note) } }
        for (head, note) in heads.sorted(by: { $0.head.size < $1.head.size })
        where head.size > adoption.index && head.size <= branches[branch].size {
            guard try rules.rule(at: head.size).check(note, identity.cryptography).isRecorded else { continue }
            let path = try await MerkleTree.inclusionProof(
                index: adoption.index, size: head.size, branches[branch], identity.cryptography)
            return AdoptionRecord(index: adoption.index, path: path, note: note.bytes)
        }
        return nil
    }
}
