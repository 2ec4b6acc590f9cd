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

/// What goes wrong between a gateway and the others.
struct WireFaults {
    /// Probabilities, each of one message to one receiver.
    var loss = 0.0
    var repetition = 0.0
    /// The longest delay; messages overtake each other.
    var delay: Duration = .zero
}
