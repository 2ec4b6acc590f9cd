import Gateway

/// The broker of a gateway that is configured without one: it counts and signs, and nothing leaves it.
struct NoBroker: Broker {
    private let stream: AsyncStream<BrokerEvent>
    private let ending: AsyncStream<BrokerEvent>.Continuation

    init() {
        (stream, ending) = AsyncStream.makeStream(of: BrokerEvent.self, bufferingPolicy: .bufferingOldest(1))
        ending.yield(.disconnected(reason: "no broker is configured"))
    }

    var events: any AsyncSequence<BrokerEvent, Never> & Sendable { stream }

    func start() {}

    func publish(_ message: BrokerMessage, token: UInt64) -> BrokerAcceptance { .notConnected }

    func subscribe(to filters: [String]) {}

    func stop() async { ending.finish() }
}
