import Synchronization

/// The session with the street's broker, which another one can replace while the gateway runs.
///
/// Nothing is lost on the way: what the old session leaves unacknowledged is sent again by whoever reads the events,
/// because the old session's end is told as the loss of a connection.
final class BrokerSwitch: Broker {
    private struct State {
        /// `nil` while one is being replaced.
        var broker: (any Broker)?
        var filters: [String] = []
        var isStarted = false
        var isStopped = false
    }

    private let state: Mutex<State>
    private let sessions: AsyncStream<any Broker>
    private let session: AsyncStream<any Broker>.Continuation

    init(_ broker: any Broker) {
        state = Mutex(State(broker: broker))
        (sessions, session) = AsyncStream.makeStream(of: (any Broker).self, bufferingPolicy: .bufferingOldest(16))
        session.yield(broker)
    }

    var events: any AsyncSequence<BrokerEvent, Never> & Sendable { Events(sessions: sessions) }

    func start() {
        let broker = state.withLock { state in
            state.isStarted = true
            return state.broker
        }
        broker?.start()
    }

    func publish(_ message: BrokerMessage, token: UInt64) -> BrokerAcceptance {
        state.withLock { $0.broker }?.publish(message, token: token) ?? .notConnected
    }

    func subscribe(to filters: [String]) {
        let broker = state.withLock { state in
            state.filters += filters
            return state.broker
        }
        broker?.subscribe(to: filters)
    }

    func stop() async {
        let broker = state.withLock { state in
            state.isStopped = true
            return state.broker
        }
        session.finish()
        await broker?.stop()
    }

    /// Ends the session there is, in good order, and begins another.
    func replace(with broker: any Broker) async {
        let old = state.withLock { state in
            defer { state.broker = nil }
            return state.broker
        }
        await old?.stop()
        let (filters, begins) = state.withLock { state in
            if !state.isStopped { state.broker = broker }
            return (state.filters, state.isStarted && !state.isStopped)
        }
        session.yield(broker)
        guard begins else { return }
        broker.subscribe(to: filters)
        broker.start()
    }

    /// One session's events after the other's.
    private struct Events: AsyncSequence, Sendable {
        let sessions: AsyncStream<any Broker>

        func makeAsyncIterator() -> AsyncIterator { AsyncIterator(sessions: sessions.makeAsyncIterator()) }

        struct AsyncIterator: AsyncIteratorProtocol {
            var sessions: AsyncStream<any Broker>.AsyncIterator
            var events: (any AsyncIteratorProtocol<BrokerEvent, Never>)?

            mutating func next(isolation actor: isolated (any Actor)?) async -> BrokerEvent? {
                while true {
                    if events != nil {
                        if let event = await events?.next(isolation: actor) { return event }
                        events = nil
                        return .disconnected(reason: "the session was ended")
                    }
                    guard let session = await sessions.next(isolation: actor) else { return nil }
                    events = Self.iterator(of: session.events)
                }
            }

            private static func iterator(
                of events: some AsyncSequence<BrokerEvent, Never>
            ) -> any AsyncIteratorProtocol<BrokerEvent, Never> { events.makeAsyncIterator() }
        }
    }
}
