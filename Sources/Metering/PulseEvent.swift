/// What the pulse filter decided about the edges of a line.
package enum PulseEvent: Hashable, Sendable {
    /// One pulse, dated at its first edge.
    case pulse(at: MonotonicTime)
    /// Excursions that ended before their level counted.
    case bounced(Int64)
    /// The line has been on for longer than the profile allows; once an occurrence.
    case stuck(since: MonotonicTime)
    /// Edges that are proven to be missing, `1...`.
    case lost(edges: Int64)
}
