import Gateway

/// The broker of a gateway that is configured without one: it counts and signs, and nothing leaves it.
struct NoBroker: Broker {
    var events: any AsyncSequence<BrokerEvent, Never> & Sendable {
        AsyncStream<BrokerEvent> { $0.yield(.disconnected(reason: "no broker is configured")) }
    }

    func start() {}

    func publish(_ message: BrokerMessage, token: UInt64) -> BrokerAcceptance { .notConnected }

    func subscribe(to filters: [String]) {}

    func stop() async {}
}
