/// A running total of counted pulses, `0...`, since commissioning.
package struct Pulses: Hashable, Comparable, Sendable {
    /// The bare number of pulses.
    package var rawValue: Int64

    package init(_ rawValue: Int64) { self.rawValue = rawValue }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
