package import Statements

/// What of a log was let go here, and what may be.
package struct LogRetention: Hashable, Sendable {
    /// Entries below are gone, except for the genesis.
    package var firstIndex: UInt64
    /// Entries below may go once they are old enough; a multiple of 256, never less than ``firstIndex``.
    package var end: UInt64
    /// Mirrors that are not known to hold what could go otherwise.
    package var slow: [Origin]

    package init(firstIndex: UInt64, end: UInt64, slow: [Origin]) {
        self.firstIndex = firstIndex
        self.end = end
        self.slow = slow
    }
}
