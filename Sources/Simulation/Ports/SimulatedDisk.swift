import Gateway
package import Ledger
package import Metering
package import Statements
import Synchronization

/// A gateway's card. It outlives the process; a transaction is there whole or not at all.
package final class SimulatedDisk: LedgerStore {
    private struct State {
        var logs: [Origin: SimulatedDiskLog] = [:]
        var registers: [Name: StoredRegister] = [:]
        var settings: [String: [UInt8]] = [:]
        /// The beginning of a transaction whose end was never written.
        var torn: [LedgerChange] = []
        var fates: [CommitFate] = []
        var isFull = false
        var unreadableCount = 0
        var isDead = false
        var commitCount = 0
        var failureCount = 0
        /// What no machine may ask of a store, and one did.
        var complaints: [String] = []
    }

    private let state = Mutex(State())
    private let cryptography: any Cryptography

    /// An empty card.
    package init(_ cryptography: any Cryptography) { self.cryptography = cryptography }

    // MARK: Faults

    /// A process begins: what a death left half-written is not there.
    func open() {
        state.withLock {
            $0.torn = []
            $0.isDead = false
            $0.fates = []
        }
    }

    /// The process is gone.
    func close(dead: Bool) { state.withLock { $0.isDead = dead } }

    /// The next commits meet these fates.
    func foretell(_ fates: [CommitFate]) { state.withLock { $0.fates = fates } }

    func setFull(_ isFull: Bool) { state.withLock { $0.isFull = isFull } }

    /// Ends all that is foretold.
    func heal() {
        state.withLock {
            $0.fates = []
            $0.isFull = false
            $0.unreadableCount = 0
        }
    }

    var isDead: Bool { state.withLock { $0.isDead } }

    /// How many commits failed since the last call, and what was asked that no machine may ask.
    func takeNews() -> (failureCount: Int, complaints: [String]) {
        state.withLock { state in
            defer { (state.failureCount, state.complaints) = (0, []) }
            return (state.failureCount, state.complaints)
        }
    }

    /// What is there of a log.
    package func log<Result: Sendable>(_ origin: Origin, _ body: (SimulatedDiskLog) -> Result) -> Result {
        state.withLock { body($0.logs[origin] ?? SimulatedDiskLog()) }
    }

    /// A log is gone, as if it had never been there.
    package func forget(_ origin: Origin) { state.withLock { $0.logs[origin] = nil } }

    /// Another card takes the place of this one, with nothing on it but the own log and what belongs to it.
    func exchange(keeping own: Origin) {
        state.withLock { state in
            for origin in state.logs.keys where origin != own {
                state.logs[origin] = nil
                state.settings[Mirror.checkedSetting(of: origin)] = nil
            }
        }
    }

    // MARK: LedgerStore

    /// Every log that has an entry or a note, in the order of their names.
    package func logs() throws -> [LogState] {
        try read { state in
            state.logs.keys.sorted().compactMap { origin in
                state.logs[origin].map {
                    LogState(
                        origin: origin, frontier: $0.frontier, notes: $0.notes, newestKept: $0.newestKept,
                        ruleChanges: $0.ruleChanges, publishedEnd: $0.publishedEnd, evidence: $0.evidence)
                }
            }
        }
    }

    /// All of the changes or none, unless another fate is foretold.
    package func commit(_ changes: [LedgerChange]) throws {
        try state.withLock { state in
            guard !state.isDead else { throw DiskFailure.dead }
            state.commitCount += 1
            if state.isFull {
                state.failureCount += 1
                throw DiskFailure.full
            }
            let fate = state.fates.isEmpty ? nil : state.fates.removeFirst()
            switch fate {
            case .notDone, .notDoneAndUnreadable, .diesBefore: break
            case .diesTorn: state.torn = Array(changes.prefix(changes.count / 2))
            case nil, .doneButReportedFailed, .doneAndUnreadable, .diesAfter:
                for change in changes { apply(change, to: &state) }
            }
            guard let fate else { return }
            state.failureCount += 1
            state.isDead = fate.isDeath
            if fate == .doneAndUnreadable || fate == .notDoneAndUnreadable { state.unreadableCount = 3 }
            throw fate.isDeath ? DiskFailure.dead : .failed
        }
    }

    /// Entries from `start` on.
    package func entries(of origin: Origin, from start: UInt64, countLimit: Int, byteLimit: Int) throws -> [[UInt8]] {
        try read { state in
            guard let entries = state.logs[origin]?.entries, start < UInt64(entries.count) else { return [] }
            var found: [[UInt8]] = []
            var weight = 0
            for entry in entries[Int(start)...].prefix(countLimit) {
                weight += entry.count
                guard found.isEmpty || weight <= byteLimit else { break }
                found.append(entry)
            }
            return found
        }
    }

    /// The hashes of complete subtrees.
    package func hashes(of origin: Origin, nodes: [TreeNode]) throws -> [Digest] {
        try read { state in nodes.compactMap { state.logs[origin]?.hash(of: $0) } }
    }

    /// The registers' durable copies.
    package func registers() throws -> [Name: StoredRegister] { try read { $0.registers } }

    /// A small value of the service's own.
    package func setting(_ key: String) throws -> [UInt8]? { try read { $0.settings[key] } }

    /// Nothing to do.
    package func close() {}

    private func read<Result: Sendable>(_ body: (State) -> Result) throws -> Result {
        try state.withLock { state in
            guard !state.isDead else { throw DiskFailure.dead }
            guard state.unreadableCount == 0 else {
                state.unreadableCount -= 1
                throw DiskFailure.unreadable
            }
            return body(state)
        }
    }

    private func apply(_ change: LedgerChange, to state: inout State) {
        switch change {
        case .grow(let growth):
            guard state.logs[growth.origin, default: SimulatedDiskLog()].size == growth.start else {
                return state.complaints.append(
                    "\(growth.origin) was to grow from \(growth.start), which is not its end")
            }
            for entry in growth.entries {
                state.logs[growth.origin, default: SimulatedDiskLog()].append(entry, cryptography)
            }
            if state.logs[growth.origin]?.frontier != growth.frontier {
                state.complaints.append("\(growth.origin) grew to another tree than the machine says")
            }
        case .truncate(let origin, let size):
            guard let log = state.logs[origin], size <= log.size, size >= log.publishedEnd else {
                return state.complaints.append("\(origin) was to be cut to \(size), below what is published")
            }
            state.logs[origin]?.cut(to: Int(size), cryptography)
        case .note(let origin, let kind, let bytes):
            state.logs[origin, default: SimulatedDiskLog()].notes[kind] = bytes
        case .keptRecord(let origin, let record):
            guard record.size > state.logs[origin]?.newestKept?.size ?? 0 else { return }
            state.logs[origin, default: SimulatedDiskLog()].newestKept = record
        case .published(let origin, let end):
            guard let log = state.logs[origin], end >= log.publishedEnd, end <= log.size else {
                return state.complaints.append("\(origin)'s published end was to be \(end)")
            }
            state.logs[origin]?.publishedEnd = end
        case .evidence(let origin, let bytes):
            let known = state.logs[origin]?.evidence
            state.logs[origin, default: SimulatedDiskLog()].evidence = known ?? bytes
        case .register(let meter, let register):
            if let before = state.registers[meter], !register.register.follows(before.register) {
                state.complaints.append("the register of \(meter) went back")
            }
            state.registers[meter] = register
        case .setting(let key, let value): state.settings[key] = value
        }
    }
}
