/// A message with the properties of MQTT 5 that we use, in either direction.
package struct MQTTMessage: Hashable, Sendable {
    /// How hard the protocol tries to deliver. QoS 2 is not used: readers recognise repetitions.
    package enum Quality: CInt, Hashable, Sendable {
        /// Sent once and forgotten.
        case atMostOnce = 0
        /// Repeated by the sender until it is acknowledged.
        case atLeastOnce = 1
    }

    /// A pair of texts that the broker passes on untouched.
    package struct UserProperty: Hashable, Sendable {
        /// At most 65 535 bytes of UTF-8, without a zero.
        package var name: String
        /// As the name; it may be empty.
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Without wildcards, at most 65 535 bytes of UTF-8.
    package var topic: String
    /// Any bytes. An empty retained payload clears what the broker keeps.
    package var payload: [UInt8]
    /// Incoming: the smaller of the sender's and of our subscription's.
    package var quality: Quality
    /// Outgoing: the broker keeps it for later subscribers. Incoming: it was kept for us, from before we subscribed.
    package var isRetained: Bool
    /// A media type, as the payload's reader should take it.
    package var contentType: String?
    /// Where the sender wants its answer; a hint from somebody we do not trust.
    package var responseTopic: String?
    /// What the answer must carry for its asker to recognise it, at most 65 535 bytes.
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
        // In steps: the type checker of Swift 6.2 gives up on the sum as one expression.
        var count = topic.utf8.count + payload.count
        count += contentType?.utf8.count ?? 0
        count += responseTopic?.utf8.count ?? 0
        count += correlation?.count ?? 0
        for property in userProperties { count += property.name.utf8.count + property.value.utf8.count }
        return count
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
