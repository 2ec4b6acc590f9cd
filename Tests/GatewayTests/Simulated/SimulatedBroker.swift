import Gateway
import Synchronization

/// A broker that takes everything, remembers it, and acknowledges at once.
final class SimulatedBroker: Broker {
    private struct State {
        var published: [BrokerMessage] = []
        var isConnected = false
    }

    private let state = Mutex(State())
    private let stream: AsyncStream<BrokerEvent>
    private let continuation: AsyncStream<BrokerEvent>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream(of: BrokerEvent.self) }

    /// Everything that was published, in order.
    var published: [BrokerMessage] { state.withLock { $0.published } }

    /// Hands an event to the gateway.
    func send(_ event: BrokerEvent) { continuation.yield(event) }

    var events: any AsyncSequence<BrokerEvent, Never> & Sendable { stream }

    func start() {
        state.withLock { $0.isConnected = true }
        continuation.yield(.connected)
    }

    func publish(_ message: BrokerMessage, token: UInt64) -> BrokerAcceptance {
        let isConnected = state.withLock { state in
            if state.isConnected { state.published.append(message) }
            return state.isConnected
        }
        guard isConnected else { return .notConnected }
        continuation.yield(.acknowledged([BrokerAcknowledgement(token: token, reason: 0)]))
        return .accepted
    }

    func subscribe(to filters: [String]) {}

    func stop() async { continuation.finish() }
}
