internal import Metering

/// A register in two parts, so that totals found later slide under what has been counted meanwhile.
struct CountedRegister: Hashable, Sendable {
    /// The totals before this start.
    private(set) var base: Register
    /// What was counted since.
    var counted = Register()

    init(base: Register) { self.base = base }

    var total: Register { base + counted }

    mutating func restore(_ register: Register) { base = base.merging(register) }
}
