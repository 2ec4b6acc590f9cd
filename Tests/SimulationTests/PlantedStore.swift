import Gateway
import Ledger
import Metering
import Simulation
import Statements
import Synchronization

/// A store with a bug in it, over a disk that has none.
final class PlantedStore: LedgerStore {
    enum Bug {
        /// Says that it is done and keeps the newest transaction in memory until the next one comes.
        case saysDoneBeforeCommitting
        /// Knows nothing of neighbours' logs after a start, and begins them anew.
        case forgetsNeighbours
        /// Never keeps how far the broker has acknowledged.
        case forgetsCursor
        /// Takes the latest of the mirrors' times for the one at which something was recorded.
        case datesByLatest
    }

    private let bug: Bug
    private let disk: SimulatedDisk
    private let own: Origin
    private let waiting = Mutex<[LedgerChange]>([])
    private let forgotten = Mutex<Set<Origin>>([])

    init(_ bug: Bug, on disk: SimulatedDisk, of own: Origin) {
        self.bug = bug
        self.disk = disk
        self.own = own
        guard bug == .forgetsNeighbours, let logs = try? disk.logs() else { return }
        forgotten.withLock { $0 = Set(logs.map(\.origin).filter { $0 != own }) }
    }

    private func isForgotten(_ origin: Origin) -> Bool { forgotten.withLock { $0.contains(origin) } }

    func logs() async throws -> [LogState] {
        try disk.logs().filter { !isForgotten($0.origin) }.map { state in
            var state = state
            if bug == .forgetsCursor { state.publishedEnd = 0 }
            return state
        }
    }

    func commit(_ changes: [LedgerChange]) async throws {
        switch bug {
        case .saysDoneBeforeCommitting:
            let ready = waiting.withLock { waiting in
                defer { waiting = changes }
                return waiting
            }
            try disk.commit(ready)
        case .forgetsCursor:
            try disk.commit(changes.filter { if case .published = $0 { false } else { true } })
        case .datesByLatest:
            try disk.commit(changes.map { Self.dated($0) })
        case .forgetsNeighbours:
            for case .grow(let growth) in changes where isForgotten(growth.origin) {
                disk.forget(growth.origin)
                _ = forgotten.withLock { $0.remove(growth.origin) }
            }
            try disk.commit(changes)
        }
    }

    private static func dated(_ change: LedgerChange) -> LedgerChange {
        guard case .keptRecord(let origin, let record) = change, let note = try? SignedNote(parsing: record.note) else {
            return change
        }
        // A cosignature's line begins with its time.
        let times = note.signatures.filter { $0.name.mirrorOrigin != nil }.map { line in
            line.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        let latest = KeptRecord(
            size: record.size, time: times.max() ?? 0, digest: record.digest, note: record.note)
        return .keptRecord(origin, latest)
    }

    func entries(of origin: Origin, from start: UInt64, countLimit: Int, byteLimit: Int) async throws -> [[UInt8]] {
        try disk.entries(of: origin, from: start, countLimit: countLimit, byteLimit: byteLimit)
    }

    func hashes(of origin: Origin, nodes: [TreeNode]) async throws -> [Digest] {
        try disk.hashes(of: origin, nodes: nodes)
    }

    func registers() async throws -> [Name: StoredRegister] { try disk.registers() }

    /// What is remembered of a neighbour's log goes with it.
    func setting(_ key: String) async throws -> [UInt8]? {
        let isGone = forgotten.withLock { $0.contains { key == Mirror.checkedSetting(of: $0) } }
        return isGone ? nil : try disk.setting(key)
    }

    func close() async {}
}
