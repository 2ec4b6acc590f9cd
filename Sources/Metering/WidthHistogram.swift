/// How long a line held one level, each time: counts in bins of 1, 2 and 5 in every power of ten.
package struct WidthHistogram: Hashable, Sendable {
    /// Widths from `lower` on, below the next bin's.
    package struct Bin: Hashable, Sendable {
        /// The shortest width that belongs here; 0 in the first bin.
        package let lower: Duration
        /// The shortest width that no longer belongs here; `nil` in the last bin.
        package let upper: Duration?
        /// How many, `0...`.
        package let count: Int64
    }

    /// Where each bin begins, in ns: 0, then 10 µs to 1000 s.
    private static let bounds: [UInt64] = {
        var bounds: [UInt64] = [0]
        var decade: UInt64 = 10_000
        while decade < 1_000_000_000_000 {
            bounds += [decade, 2 * decade, 5 * decade]
            decade *= 10
        }
        return bounds + [decade]
    }()

    private var counts = [Int64](repeating: 0, count: Self.bounds.count)
    /// The shortest of all; `nil` before the first.
    package private(set) var shortest: Duration?
    /// The longest of all; `nil` before the first.
    package private(set) var longest: Duration?

    package init() {}

    /// How many widths there are.
    package var total: Int64 { counts.reduce(0, +) }

    /// All bins, shortest first.
    package var bins: [Bin] {
        counts.indices.map { index in
            Bin(
                lower: Self.duration(Self.bounds[index]),
                upper: index + 1 < counts.count ? Self.duration(Self.bounds[index + 1]) : nil, count: counts[index])
        }
    }

    /// Adds one width of `nanoseconds`.
    package mutating func count(_ nanoseconds: UInt64) {
        counts[(Self.bounds.firstIndex { $0 > nanoseconds } ?? Self.bounds.count) - 1] += 1
        let width = Self.duration(nanoseconds)
        shortest = min(shortest ?? width, width)
        longest = max(longest ?? width, width)
    }

    private static func duration(_ nanoseconds: UInt64) -> Duration { .nanoseconds(Int64(clamping: nanoseconds)) }
}
