package import Ledger
package import Statements

/// A store that can let go of old entries and says what it takes on its disk.
package protocol ForgettingStore: LedgerStore {
    /// Lets go of a log's entries below `end`, except for the genesis, and of their leaf hashes. Durable when it returns.
    /// - Parameter end: a multiple of 256, at most what is recorded.
    func letGo(of origin: Origin, below end: UInt64) async throws
    /// What the store takes.
    func diskUse() async throws -> DiskUse
}
