import Gateway
import Ledger
import Metering
import Statements
import Synchronization

/// The store as a gateway sees it, and a copy of what it was told to be done: outside of whatever a test plants.
final class WatchedStore: LedgerStore {
    private let store: any LedgerStore
    private let done = Mutex<[LedgerChange]>([])

    init(_ store: any LedgerStore) { self.store = store }

    /// The changes that were said to be durable since the last call.
    func takeDone() -> [LedgerChange] {
        done.withLock { done in
            defer { done = [] }
            return done
        }
    }

    func logs() async throws -> [LogState] { try await store.logs() }

    func commit(_ changes: [LedgerChange]) async throws {
        try await store.commit(changes)
        done.withLock { $0 += changes }
    }

    func entries(of origin: Origin, from start: UInt64, countLimit: Int, byteLimit: Int) async throws -> [[UInt8]] {
        try await store.entries(of: origin, from: start, countLimit: countLimit, byteLimit: byteLimit)
    }

    func hashes(of origin: Origin, nodes: [TreeNode]) async throws -> [Digest] {
        try await store.hashes(of: origin, nodes: nodes)
    }

    func registers() async throws -> [Name: StoredRegister] { try await store.registers() }

    func setting(_ key: String) async throws -> [UInt8]? { try await store.setting(key) }

    func close() async { await store.close() }
}
