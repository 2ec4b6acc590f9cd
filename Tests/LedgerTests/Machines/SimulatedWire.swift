import Ledger
import Metering
import Statements

/// What the simulated broker carries.
enum SimulatedWire: Hashable {
    case entry([UInt8], from: Origin)
    case note([UInt8], of: Origin, from: Origin)
    case evidence([UInt8], against: Origin)
    case ask(LedgerQuery, from: Origin, correlation: UInt64)
    case answer([UInt8], from: Origin, to: Origin, correlation: UInt64)
    case acknowledgement(index: UInt64, to: Origin, session: Int)
}

/// Random numbers that depend on the seed alone (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }

    /// `true` once in `1 / probability` times.
    mutating func happens(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &self) < probability }
}

/// What goes wrong between a gateway and the others.
struct WireFaults {
    /// Probabilities, each of one message to one receiver.
    var loss = 0.0
    var repetition = 0.0
    /// The longest delay; messages overtake each other.
    var delay: Duration = .zero
}
