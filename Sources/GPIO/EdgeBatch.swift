package import Metering

/// All edges that waited, and how far that is everything.
package struct EdgeBatch: Sendable {
    /// Oldest first on each line; possibly none.
    package let edges: ArraySlice<LineEdge>
    /// Every edge up to this time has now been handed out; `nil` before every chip was looked at once.
    package let drainedUntil: MonotonicTime?
}
