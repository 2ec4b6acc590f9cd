import Ledger
import Metering
import Statements

/// A gateway's store in memory. A value: keeping an old copy of it is keeping an old image of the card.
struct SimulatedDisk {
    /// What no store accepts, because no machine may ask for it.
    enum Fault: Error { case unknownLog, wrongStart, otherHistory, wrongCut, wrongPublishedEnd }

    struct Log: TreeReader {
        var entries: [[UInt8]] = []
        var notes: [NoteKind: [UInt8]] = [:]
        var kept: [KeptRecord] = []
        var publishedEnd: UInt64 = 0
        var evidence: [UInt8]?
        var frontier = MerkleFrontier()
        private var nodes: [TreeNode: Digest] = [:]

        var ruleChanges: [StoredRuleChange] {
            zip(0..., entries).filter { RuleChange.isClaimed(by: $1) }.map { StoredRuleChange(index: $0, entry: $1) }
        }

        mutating func append(_ entry: [UInt8]) {
            entries.append(entry)
            frontier.append(leaf: cryptography.leafHash(entry), cryptography) { nodes[$0] = $1 }
        }

        mutating func cut(to size: Int) {
            let kept = entries.prefix(size)
            (entries, frontier, nodes) = ([], MerkleFrontier(), [:])
            for entry in kept { append(entry) }
        }

        func hashes(of nodes: [TreeNode]) async throws -> [Digest] { nodes.compactMap { self.nodes[$0] } }
    }

    private(set) var logs: [Origin: Log] = [:]
    private(set) var registers: [Name: StoredRegister] = [:]
    private(set) var settings: [String: [UInt8]] = [:]

    /// All changes in order, or none.
    mutating func commit(_ changes: [LedgerChange]) throws {
        var next = self
        for change in changes { try next.apply(change) }
        self = next
    }

    private mutating func apply(_ change: LedgerChange) throws {
        switch change {
        case .grow(let growth):
            var log = logs[growth.origin] ?? Log()
            guard log.frontier.size == growth.start else { throw Fault.wrongStart }
            for entry in growth.entries { log.append(entry) }
            guard log.frontier == growth.frontier else { throw Fault.otherHistory }
            logs[growth.origin] = log
        case .truncate(let origin, let size):
            guard let log = logs[origin] else { throw Fault.unknownLog }
            guard size <= log.frontier.size, size >= log.publishedEnd else { throw Fault.wrongCut }
            logs[origin]?.cut(to: Int(size))
        case .note(let origin, let kind, let bytes): logs[origin, default: Log()].notes[kind] = bytes
        case .keptRecord(let origin, let record): logs[origin, default: Log()].kept.append(record)
        case .published(let origin, let end):
            guard let log = logs[origin], end >= log.publishedEnd, end <= log.frontier.size else {
                throw Fault.wrongPublishedEnd
            }
            logs[origin]?.publishedEnd = end
        case .evidence(let origin, let bytes):
            logs[origin, default: Log()].evidence = logs[origin]?.evidence ?? bytes
        case .register(let meter, let register): registers[meter] = register
        case .setting(let key, let value): settings[key] = value
        }
    }

    func state(of origin: Origin) -> LogState {
        let log = logs[origin] ?? Log()
        return LogState(
            origin: origin, frontier: log.frontier, notes: log.notes, newestKept: log.kept.last,
            ruleChanges: log.ruleChanges, publishedEnd: log.publishedEnd, evidence: log.evidence)
    }

    /// The state machines as this store describes them.
    func street(_ identity: LedgerIdentity, meters: [MeterDescription], interval: Duration, at moment: Moment) throws
        -> Street
    {
        let own = state(of: identity.origin)
        let writer = try Writer(
            identity: identity, state: own, genesis: logs[identity.origin]?.entries.first,
            restored: registers,
            scales: Dictionary(
                uniqueKeysWithValues: meters.map { ($0.name, registers[$0.name]?.scale ?? EnergyScale(of: $0)) }),
            recovery: try settings[Recovery.setting].flatMap { try Recovery(setting: $0) }, at: moment)
        let mirrors = try identity.otherLogs.map { origin in
            let checked = settings[Mirror.checkedSetting(of: origin)]
            return try Mirror(
                of: state(of: origin), identity: identity, genesis: logs[origin]?.entries.first,
                checkedEnd: checked.flatMap { UInt64(String(decoding: $0, as: UTF8.self)) } ?? 0)
        }
        return Street(writer: writer, mirrors: mirrors, interval: interval)
    }

    /// Whether a note is the stored one. Lines of mirrors that a newer policy does not name stay on the disk alone.
    private static func isSame(_ note: VerifiedNote?, _ stored: [UInt8]?) -> Bool {
        guard let note, let stored = stored.flatMap({ try? SignedNote(parsing: $0) }) else {
            return note == nil && stored == nil
        }
        return note.note.text == stored.text && note.note.signatures.allSatisfy(stored.signatures.contains)
    }

    /// Where the machines say something else than this store, in words.
    func differences(from street: Street) -> [String] {
        var found: [String] = []
        let own = state(of: street.identity.origin)
        let writer = street.writer
        if writer.frontier != own.frontier {
            found.append("own size \(writer.frontier.size), stored \(own.frontier.size)")
        }
        if writer.publishedEnd != own.publishedEnd { found.append("published \(writer.publishedEnd)") }
        if writer.held?.note.bytes != own.notes[.held] { found.append("own head") }
        if writer.offered?.note.note.bytes != own.notes[.offered] { found.append("offer") }
        if writer.recorded?.note.bytes != own.notes[.recorded] { found.append("own record") }
        for (origin, mirror) in street.mirrors.map({ ($0.origin, $0) }) {
            let stored = state(of: origin)
            if mirror.frontier != stored.frontier { found.append("\(origin): size \(mirror.frontier.size)") }
            if !Self.isSame(mirror.held, stored.notes[.held]) { found.append("\(origin): head") }
            if mirror.recorded?.note.bytes != stored.notes[.recorded] { found.append("\(origin): record") }
            if mirror.evidence != stored.evidence { found.append("\(origin): evidence") }
        }
        return found
    }
}
