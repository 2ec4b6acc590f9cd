/// Values from 0 to 1 that wander smoothly with time and depend on a seed and the time alone: value noise.
struct SmoothNoise: Hashable, Sendable {
    let seed: UInt64
    /// The time between two independent values, in s.
    let period: Double

    /// The value at a time; over long times every value from 0 to 1 occurs, 0.5 on average.
    func value(at seconds: Double) -> Double {
        let position = seconds / period
        let cell = position.rounded(.down)
        let fraction = position - cell
        let blend = fraction * fraction * (3 - 2 * fraction)
        let index = Int64(cell)
        let (before, after) = (value(inCell: index), value(inCell: index &+ 1))
        return before + (after - before) * blend
    }

    /// The independent value of a cell: SplitMix64 (Steele, Lea and Flood, “Fast splittable pseudorandom number
    /// generators”, 2014), its output function on a state that seed and cell make.
    func value(inCell index: Int64) -> Double {
        var mixed = Self.mix(seed) &+ UInt64(bitPattern: index) &* 0x9E37_79B9_7F4A_7C15
        mixed = Self.mix(mixed)
        return Double(mixed >> 11) * 0x1p-53
    }

    private static func mix(_ state: UInt64) -> UInt64 {
        var mixed = state &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
