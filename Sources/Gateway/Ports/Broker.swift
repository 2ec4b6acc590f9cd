/// A session with an MQTT broker. Fulfilled by `MQTT`, and by a simulated broker.
package protocol Broker: Sendable {
    /// What happens in the session, in order. Read by one task.
    var events: any AsyncSequence<BrokerEvent, Never> & Sendable { get }
    /// Begins to connect, and goes on trying until ``stop()``.
    func start()
    /// Hands one message over. It is not queued while there is no connection or the window is full.
    func publish(_ message: BrokerMessage, token: UInt64) -> BrokerAcceptance
    /// Adds topic filters to this session; repeated on every connection that has no session.
    func subscribe(to filters: [String])
    /// Ends the session in an orderly way.
    func stop() async
}

/// What became of a message handed over.
package enum BrokerAcceptance: Hashable, Sendable { case accepted, notConnected, windowFull }

/// What happens in a session.
package enum BrokerEvent: Sendable {
    case connected
    /// The connection ended; nothing that was not acknowledged can be relied on. The text says why.
    case disconnected(reason: String)
    case message(BrokerMessage)
    case acknowledged([BrokerAcknowledgement])
    /// Messages that arrived faster than they were read, and were let go.
    case overflow(Int)
    /// The broker refused a topic filter.
    case refused(filter: String)
}

/// The broker's word on one message.
package struct BrokerAcknowledgement: Hashable, Sendable {
    /// The name that the message was handed over under.
    package var token: UInt64
    /// The MQTT 5 reason code: 0x80 and above is a failure, 0x10 (nobody listens) is not.
    package var reason: UInt8

    package init(token: UInt64, reason: UInt8) {
        self.token = token
        self.reason = reason
    }

    /// Whether the broker refused the message.
    package var isFailure: Bool { reason >= 0x80 }
}

/// One MQTT 5 message at QoS 1.
package struct BrokerMessage: Hashable, Sendable {
    /// Where it is published.
    package var topic: String
    /// Its bytes; none clears a retained message.
    package var payload: [UInt8]
    /// Whether the broker keeps it for later subscribers, or it was kept so.
    package var isRetained: Bool
    /// The media type of the payload.
    package var contentType: String?
    /// Where an answer is expected.
    package var responseTopic: String?
    /// What an answer must carry to be recognised.
    package var correlation: [UInt8]?
    /// The user property `index`, a hint at the position in the log.
    package var index: UInt64?

    package init(
        topic: String, payload: [UInt8], isRetained: Bool = false, contentType: String? = nil,
        responseTopic: String? = nil, correlation: [UInt8]? = nil, index: UInt64? = nil
    ) {
        self.topic = topic
        self.payload = payload
        self.isRetained = isRetained
        self.contentType = contentType
        self.responseTopic = responseTopic
        self.correlation = correlation
        self.index = index
    }
}
