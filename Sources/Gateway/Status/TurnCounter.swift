import Synchronization

/// How often a loop has turned. The loop counts, the watchdog's feeder reads.
final class TurnCounter: Sendable {
    private let turns = Atomic<UInt64>(0)

    /// The loop has done what was to be done, once more.
    func add() { turns.wrappingAdd(1, ordering: .relaxed) }

    /// Since the start.
    var count: UInt64 { turns.load(ordering: .relaxed) }
}
