import Gateway
import Synchronization

/// A gateway's end of its session with the broker. What it publishes is kept until the turn is over.
final class SimulatedSession: Broker {
    /// How many messages may be on their way without an acknowledgement.
    static let window = 128

    private struct State {
        var isConnected = false
        var outbox: [(message: BrokerMessage, token: UInt64)] = []
        var unacknowledgedCount = 0
        /// So many messages more, and the link or the process is gone.
        var remaining: Int?
    }

    private let state = Mutex(State())

    /// A connection began, or ended.
    func setConnected(_ isConnected: Bool) {
        state.withLock {
            $0.isConnected = isConnected
            $0.unacknowledgedCount = 0
            $0.outbox = []
        }
    }

    /// The messages after the next `count` are lost, and what published them with them.
    func breakOff(after count: Int?) { state.withLock { $0.remaining = count } }

    /// The broker has spoken about so many messages.
    func acknowledged(_ count: Int) { state.withLock { $0.unacknowledgedCount -= count } }

    /// What was published since the last call, and whether it broke off in the middle.
    func takeAll() -> (messages: [(message: BrokerMessage, token: UInt64)], isBroken: Bool) {
        state.withLock { state in
            defer { state.outbox = [] }
            return (state.outbox, state.remaining.map { $0 < 0 } ?? false)
        }
    }

    // MARK: Broker

    /// Nobody reads it: events are handed to the gateway.
    var events: any AsyncSequence<BrokerEvent, Never> & Sendable { AsyncStream<BrokerEvent> { $0.finish() } }

    func start() {}

    func publish(_ message: BrokerMessage, token: UInt64) -> BrokerAcceptance {
        state.withLock { state in
            guard state.isConnected else { return .notConnected }
            guard state.unacknowledgedCount < Self.window else { return .windowFull }
            if let remaining = state.remaining { state.remaining = max(-1, remaining - 1) }
            if state.remaining != -1 { state.outbox.append((message, token)) }
            state.unacknowledgedCount += 1
            return .accepted
        }
    }

    func subscribe(to filters: [String]) {}

    func stop() async {}
}
