/// A message with the properties of MQTT 5 that we use, in either direction.
package struct MQTTMessage: Hashable, Sendable {
    /// MQTT's quality of service.
    package enum Quality: CInt, Hashable, Sendable {
        /// Sent once and forgotten.
        case atMostOnce = 0
        /// Repeated by the sender until it is acknowledged.
        case atLeastOnce = 1
    }

    /// A name and a value that MQTT 5 carries along.
    package struct UserProperty: Hashable, Sendable {
        /// The property's name.
        package var name: String
        /// The property's value.
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Where it is published.
    package var topic: String
    /// Its bytes.
    package var payload: [UInt8]
    /// How it is delivered.
    package var quality: Quality
    /// Outgoing: the broker keeps it for later subscribers. Incoming: it was kept for us, from before we subscribed.
    package var isRetained: Bool
    /// The media type of the payload.
    package var contentType: String?
    /// Where an answer is expected.
    package var responseTopic: String?
    /// What an answer must carry to be recognised.
    package var correlation: [UInt8]?
    /// In the order of the packet; names may repeat.
    package var userProperties: [UserProperty]

    package init(
        topic: String, payload: [UInt8], quality: Quality = .atLeastOnce, isRetained: Bool = false,
        contentType: String? = nil, responseTopic: String? = nil, correlation: [UInt8]? = nil,
        userProperties: [UserProperty] = []
    ) {
        self.topic = topic
        self.payload = payload
        self.quality = quality
        self.isRetained = isRetained
        self.contentType = contentType
        self.responseTopic = responseTopic
        self.correlation = correlation
        self.userProperties = userProperties
    }

    /// What a waiting message costs, near enough.
    var byteCount: Int {
        topic.utf8.count + payload.count + (contentType?.utf8.count ?? 0) + (responseTopic?.utf8.count ?? 0)
            + (correlation?.count ?? 0) + userProperties.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
    }

    /// Whether C strings and MQTT's 16-bit lengths can carry it. The library checks the rest.
    var isCarriable: Bool {
        func fits(_ text: String?) -> Bool { text.map { $0.utf8.count <= 65_535 && !$0.utf8.contains(0) } ?? true }
        return !topic.isEmpty && fits(topic)
            && !topic.utf8.contains { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "+") }
            && fits(contentType) && fits(responseTopic) && (correlation?.count ?? 0) <= 65_535
            && userProperties.allSatisfy { fits($0.name) && fits($0.value) }
    }
}
