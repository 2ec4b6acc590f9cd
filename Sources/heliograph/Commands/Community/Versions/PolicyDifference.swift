import Ledger
import Statements

/// What a version changes, for those who are to sign it.
struct PolicyDifference {
    private let before: Policy?
    private let after: Policy

    /// - Parameter before: `nil` for the first version.
    init(from before: Policy?, to after: Policy) {
        self.before = before
        self.after = after
    }

    /// For people: who comes, who goes, whose keys change, and what then makes a record.
    var lines: [String] {
        var lines = origins.flatMap(change)
        if before?.quorum != after.quorum || before?.mirrors.count != after.mirrors.count {
            lines.append(numbers)
        }
        return lines + transition + PolicySummary(after).remarks
    }

    private var origins: [Origin] {
        let keys = after.logs + after.mirrors + (before.map { $0.logs + $0.mirrors } ?? [])
        return Set(keys.compactMap { $0.name.logOrigin ?? $0.name.mirrorOrigin }).sorted()
    }

    private func change(_ origin: Origin) -> [String] {
        let (log, mirror) = (after.log(origin), after.mirror(of: origin))
        let (oldLog, oldMirror) = (before?.log(origin), before?.mirror(of: origin))
        if oldLog == nil && oldMirror == nil {
            return ["+ \(origin)", "    log    \(Self.shown(log))", "    mirror \(Self.shown(mirror))"]
        }
        if log == nil && mirror == nil { return ["- \(origin)"] }
        var lines: [String] = []
        if log != oldLog { lines.append("~ \(origin), log    \(Self.shown(oldLog)) → \(Self.shown(log))") }
        if mirror != oldMirror { lines.append("~ \(origin), mirror \(Self.shown(oldMirror)) → \(Self.shown(mirror))") }
        let index = after.minimumIndex(of: origin)
        if let end = after.ends[origin], before?.ends[origin] == nil {
            lines.append("~ \(origin), its log ends: entries from \(end.size) on prove nothing")
        }
        if let before, before.minimumIndex(of: origin) != index {
            lines.append(
                "~ \(origin), entries below \(index) need not be kept (\(before.minimumIndex(of: origin)) before)")
        }
        return lines
    }

    /// What to mind while logs go over from the old version to the new one.
    private var transition: [String] {
        guard let needed = before?.leavingMirrorsNeeded(for: after), needed > 0 else { return [] }
        return [
            "Mind the change itself: each log goes over with a quorum of either version, and those who stay are none of the old one. \(needed) of the mirrors that leave must run on, on the old version, until every log has gone over; or change fewer members at a time."
        ]
    }

    private var numbers: String {
        func words(_ policy: Policy) -> String {
            "\(policy.quorum) of \(policy.mirrors.count) mirrors, \(policy.faultLimit) of them may be dead or lying"
        }
        return "A record takes \(words(after))" + (before.map { "; before: \(words($0))." } ?? ".")
    }

    private static func shown(_ key: NoteKey?) -> String { key.map { KeyFingerprint($0).words } ?? "none" }
}
