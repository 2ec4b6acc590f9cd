/// Mean or momentary power in whole watts; negative only where a difference is shown.
package struct Watts: Hashable, Comparable, Sendable {
    /// The bare number of W.
    package var rawValue: Int64

    package init(_ rawValue: Int64) { self.rawValue = rawValue }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
