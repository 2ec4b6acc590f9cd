package import Ledger
package import Statements

/// The tree of one log in the store, read as roots and proofs need it.
package struct LogTree: TreeReader {
    private let database: Database
    private let origin: Origin

    init(database: Database, origin: Origin) {
        self.database = database
        self.origin = origin
    }

    /// The hashes of complete subtrees, in the order asked for.
    package func hashes(of nodes: [TreeNode]) async throws(StorageError) -> [Digest] {
        try await database.hashes(of: origin, nodes: nodes)
    }
}
