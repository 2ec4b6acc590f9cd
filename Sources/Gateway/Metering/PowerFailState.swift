import Synchronization

/// What the power-fail line says, for whoever shows it.
final class PowerFailState: Sendable {
    private struct State {
        var isFailing: Bool
        var failure: String?
    }

    private let state: Mutex<State>

    init(isFailing: Bool) { state = Mutex(State(isFailing: isFailing, failure: nil)) }

    /// Whether the power fails right now.
    var isFailing: Bool { state.withLock { $0.isFailing } }

    /// What a person must know; `nil` while the power is there.
    var alarm: String? {
        state.withLock { state in
            if let failure = state.failure { return "power-fail line: \(failure)" }
            guard state.isFailing else { return nil }
            return "the power-fail line is active: if the power is there, check the line's active-low and bias"
        }
    }

    /// - Returns: whether this is news.
    func change(isFailing: Bool) -> Bool {
        state.withLock { state in
            defer { state.isFailing = isFailing }
            return state.isFailing != isFailing
        }
    }

    /// The line can be read no more.
    func fail(_ reason: String) { state.withLock { $0.failure = reason } }
}
