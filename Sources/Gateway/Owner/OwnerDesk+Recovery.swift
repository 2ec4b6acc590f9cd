import Ledger
import Statements

/// The owner's part in the recovery of the own log: to look at who said what, and to go on without mirrors that stay away.
extension OwnerDesk {
    func recover(_ command: OwnerCommand) async -> OwnerAnswer {
        let report = await ledger.report
        guard let recovery = report.recovery else {
            return OwnerAnswer(.unchanged, ["nothing is to be recovered: the log has \(report.signed) entries"])
        }
        var answer = OwnerAnswer(.computed, [recovery.sentence])
        answer.recovery = OwnerAnswer.Recovery(recovery)
        var excused: Set<Origin> = []
        for name in command.without ?? [] {
            guard let mirror = recovery.holders.map(\.mirror).first(where: { $0.description == name }) else {
                let known = recovery.holders.map(\.mirror.description).joined(separator: ", ")
                return OwnerAnswer(.refused, ["\(name) is no mirror of the policy; there are: \(known)"])
            }
            excused.insert(mirror)
        }
        guard command.apply == true else { return answer }
        let missing = recovery.silent.filter { !excused.contains($0) }
        guard await ledger.goOn(without: excused) else {
            return OwnerAnswer(.refused, ["the disk did not take it: see `heliograph check`, then ask again"])
        }
        answer.outcome = .applied
        let names = excused.sorted().map(\.description).joined(separator: ", ")
        answer.words = [excused.isEmpty ? "it goes on" : "it goes on without \(names)"]
        if !missing.isEmpty {
            answer.words.append("as soon as \(missing.map(\.description).joined(separator: ", ")) answers")
        }
        return answer
    }
}

extension OwnerAnswer.Recovery {
    init(_ report: RecoveryReport) {
        self.init(
            cause: report.cause.rawValue, entries: report.size, held: report.heldCount,
            mirrors: report.holders.map {
                Mirror(mirror: $0.mirror.description, entries: $0.size, excused: $0.isExcused)
            })
    }
}
