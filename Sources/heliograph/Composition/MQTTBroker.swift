import Gateway
import MQTT

/// The gateway's broker, over libmosquitto.
struct MQTTBroker: Broker {
    private let session: MQTTSession

    init(_ configuration: MQTTConfiguration) throws(MQTTError) {
        session = try MQTTSession(configuration)
    }

    var events: any AsyncSequence<BrokerEvent, Never> & Sendable { session.events.compactMap { BrokerEvent($0) } }

    func start() { session.start() }

    func publish(_ message: BrokerMessage, token: UInt64) -> BrokerAcceptance {
        switch session.publish(MQTTMessage(message), token: token) {
        case .accepted: .accepted
        case .notConnected: .notConnected
        case .windowFull: .windowFull
        }
    }

    func subscribe(to filters: [String]) { session.subscribe(filters) }

    func stop() async { await session.stop() }
}

extension MQTTMessage {
    init(_ message: BrokerMessage) {
        self.init(
            topic: message.topic, payload: message.payload, quality: .atLeastOnce, isRetained: message.isRetained,
            contentType: message.contentType, responseTopic: message.responseTopic, correlation: message.correlation,
            userProperties: message.index.map { [UserProperty(name: "index", value: String($0))] } ?? [])
    }
}

extension BrokerMessage {
    init(_ message: MQTTMessage) {
        self.init(
            topic: message.topic, payload: message.payload, isRetained: message.isRetained,
            contentType: message.contentType, responseTopic: message.responseTopic, correlation: message.correlation,
            index: message.userProperties.first { $0.name == "index" }.flatMap { UInt64($0.value) })
    }
}

extension BrokerEvent {
    /// - Returns: `nil` for what the gateway need not know.
    fileprivate init?(_ event: MQTTEvent) {
        switch event {
        case .connected: self = .connected
        case .disconnected(let error, _, _): self = .disconnected(reason: "\(error)")
        case .attemptFailed(let error, _): self = .disconnected(reason: "\(error)")
        case .acknowledged(let answers):
            self = .acknowledged(answers.map { BrokerAcknowledgement(token: $0.token, reason: $0.reason) })
        case .subscribed: return nil
        case .subscriptionRefused(let filter, _): self = .refused(filter: filter)
        case .message(let message): self = .message(BrokerMessage(message))
        case .overflow(let count): self = .overflow(count)
        }
    }
}
