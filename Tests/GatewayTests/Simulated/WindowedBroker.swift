import Gateway
import Synchronization

/// A broker that takes a few messages at a time and acknowledges them when the test says so.
final class WindowedBroker: Broker {
    private struct State {
        var published: [BrokerMessage] = []
        var window: [UInt64] = []
    }

    private static let windowLimit = 32
    private let state = Mutex(State())

    /// Everything that was taken, in order.
    var published: [BrokerMessage] { state.withLock { $0.published } }

    /// What the gateway is told of the messages that were taken since the last time.
    func acknowledge() -> BrokerEvent {
        .acknowledged(takeWindow().map { BrokerAcknowledgement(token: $0, reason: 0) })
    }

    /// The connection breaks: the broker has what it took, and nobody is told.
    func lose() -> BrokerEvent {
        _ = takeWindow()
        return .disconnected(reason: "the test says so")
    }

    private func takeWindow() -> [UInt64] {
        state.withLock { state in
            defer { state.window = [] }
            return state.window
        }
    }

    var events: any AsyncSequence<BrokerEvent, Never> & Sendable { AsyncStream { $0.finish() } }

    func start() {}

    func publish(_ message: BrokerMessage, token: UInt64) -> BrokerAcceptance {
        state.withLock { state in
            guard state.window.count < Self.windowLimit else { return .windowFull }
            state.window.append(token)
            state.published.append(message)
            return .accepted
        }
    }

    func subscribe(to filters: [String]) {}

    func stop() async {}
}
