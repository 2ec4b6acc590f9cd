/// Energy in whole joules (1 Wh = 3600 J), as a running total or as a difference.
package struct Joules: Hashable, Comparable, Sendable {
    /// The bare number of J.
    package var rawValue: Int64

    package init(_ rawValue: Int64) { self.rawValue = rawValue }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
