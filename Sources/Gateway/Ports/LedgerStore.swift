package import Ledger
package import Metering
package import Statements

/// Where logs, notes and registers are kept. Fulfilled by `Storage`, and by a simulated disk.
package protocol LedgerStore: Sendable {
    /// Every log that has an entry or a note.
    func logs() async throws -> [LogState]
    /// All of the changes in one transaction, durable when it returns, or none of them. After a throw the head must be
    /// read again.
    func commit(_ changes: [LedgerChange]) async throws
    /// Entries from `start` on, in order: at most `countLimit`, and at most `byteLimit` bytes unless the first alone is
    /// larger.
    func entries(of origin: Origin, from start: UInt64, countLimit: Int, byteLimit: Int) async throws -> [[UInt8]]
    /// The hashes of complete subtrees of a log.
    func hashes(of origin: Origin, nodes: [TreeNode]) async throws -> [Digest]
    func registers() async throws -> [Name: StoredRegister]
    func setting(_ key: String) async throws -> [UInt8]?
    /// Ends the use of the store; nothing is committed after it.
    func close() async
}

/// One log's tree, read through the store.
package struct StoredTree: TreeReader {
    let store: any LedgerStore
    let origin: Origin

    package init(of origin: Origin, in store: any LedgerStore) {
        self.store = store
        self.origin = origin
    }

    /// The hashes of complete subtrees, in the order of `nodes`.
    package func hashes(of nodes: [TreeNode]) async throws -> [Digest] {
        try await store.hashes(of: origin, nodes: nodes)
    }
}
