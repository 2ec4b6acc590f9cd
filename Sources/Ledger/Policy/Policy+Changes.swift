package import Statements

extension Policy {
    /// How many of the mirrors that leave with a new version must run on until every log has gone over to it: a log does with the
    /// quorums of both, and those who stay may be no quorum of this one.
    package func leavingMirrorsNeeded(for new: Policy) -> Int {
        max(0, quorum - Set(mirrors).intersection(new.mirrors).count)
    }

    /// This policy with other members.
    /// - Parameters:
    ///   - members: keys of logs and mirrors; they take the place of keys of the same name.
    ///   - leaving: gateways whose log and mirror the policy no longer names, with what it says of their entries.
    ///   - newEnds: where logs end that did not end before. Their `log` lines stay, so that what counts of them can be
    ///     proven; their gateways' mirrors leave.
    ///   - quorum: how many mirrors make a record; `nil` for the least that is safe for the new number.
    ///   - indices: minimum indices that are other than before; 0 takes one away.
    /// - Throws: what ``init(parsing:_:)`` throws of the text that the policy would have.
    package func changed(
        adding members: [NoteKey] = [], removing leaving: Set<Origin> = [], ending newEnds: [Origin: LogEnd] = [:],
        quorum: Int?, minimumIndices indices: [Origin: UInt64] = [:], _ cryptography: some Cryptography
    ) throws(LedgerError) -> Policy {
        let names = Set(members.map(\.name))
        func stays(_ key: NoteKey) -> Bool {
            guard let origin = key.name.logOrigin ?? key.name.mirrorOrigin else { return false }
            return !names.contains(key.name) && !leaving.contains(origin)
                && (key.kind == .signature || newEnds[origin] == nil)
        }
        let logs = self.logs.filter(stays) + members.filter { $0.kind == .signature }
        let mirrors = self.mirrors.filter(stays) + members.filter { $0.kind == .cosignature }
        let minimum = minimumIndices.filter { !leaving.contains($0.key) }.merging(indices) { $1 }
        return try Policy(
            logs: logs, mirrors: mirrors, quorum: quorum, minimumIndices: minimum.filter { $0.value > 0 },
            ends: ends.filter { !leaving.contains($0.key) }.merging(newEnds) { old, _ in old }, cryptography)
    }
}
