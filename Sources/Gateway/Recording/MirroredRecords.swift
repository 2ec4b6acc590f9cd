import Ledger
import Metering
import Statements

/// Records of neighbours' logs that wait in memory for the next transaction of the same log, so that a neighbour's statement
/// costs one transaction and not two: its record comes when the entry and the cosignature are on the disk already.
///
/// A power cut may take what waits here. Nothing rests on it: the broker keeps the record and hands it over again, and what a
/// gateway does because of one, it has on the disk first.
struct MirroredRecords: Sendable {
    /// How long a record waits for the next entry of its log.
    static let patience: Duration = .seconds(600)

    private let own: Origin
    /// The newest of each log, and since when one waits: no more than there are logs.
    private var waiting: [Origin: (record: LedgerChange, since: MonotonicTime)] = [:]

    /// - Parameter own: whose records never wait.
    init(of own: Origin) { self.own = own }

    /// Whether none waits.
    var isEmpty: Bool { waiting.isEmpty }

    /// - Returns: what belongs into a transaction now: of some changes all but records of neighbours, with those that waited
    ///   for one of these logs.
    mutating func admit(_ changes: [LedgerChange], at now: MonotonicTime) -> [LedgerChange] {
        guard !changes.isEmpty else { return [] }
        var admitted: [LedgerChange] = []
        for change in changes {
            if case .note(let origin, .recorded, .some) = change, origin != own {
                waiting[origin] = (change, waiting[origin]?.since ?? now)
            } else {
                admitted.append(change)
            }
        }
        for origin in Set(admitted.compactMap(\.mirroredLog)) {
            if let due = waiting.removeValue(forKey: origin) { admitted.append(due.record) }
        }
        return admitted
    }

    /// Takes out what has waited for long, or all.
    /// - Parameter now: `nil` takes all.
    mutating func takeDue(at now: MonotonicTime?) -> [LedgerChange] {
        let due = waiting.compactMap { origin, entry in
            now.map { $0 >= entry.since + Self.patience } ?? true ? origin : nil
        }
        return due.sorted().compactMap { waiting.removeValue(forKey: $0)?.record }
    }
}

extension LedgerChange {
    /// The log that grows, or of which a note is kept. A record that is kept for ever, one in an hour, waits for nothing.
    fileprivate var mirroredLog: Origin? {
        switch self {
        case .grow(let growth): growth.origin
        case .note(let origin, _, _), .keptRecord(let origin, _): origin
        case .truncate, .published, .evidence, .register, .setting: nil
        }
    }
}
