internal import CMosquitto
internal import Glibc

extension MQTTMessage {
    /// A copy of what the library received; `nil` without a topic.
    init?(_ message: UnsafePointer<mosquitto_message>?, _ properties: OpaquePointer?) {
        // SAFETY: the library's own message and properties, valid until its callback returns.
        guard let message = unsafe message?.pointee, let topic = unsafe message.topic else { return nil }
        self.init(
            topic: unsafe String(cString: topic),
            payload: unsafe [UInt8](UnsafeRawBufferPointer(start: message.payload, count: Int(message.payloadlen))),
            quality: unsafe message.qos == 0 ? .atMostOnce : .atLeastOnce,
            isRetained: unsafe message.retain)
        guard unsafe properties != nil else { return }
        contentType = unsafe Self.text(cmosquitto_content_type, in: properties)
        responseTopic = unsafe Self.text(cmosquitto_response_topic, in: properties)
        correlation = unsafe Self.bytes(cmosquitto_correlation_data, in: properties)
        userProperties = unsafe Self.pairs(in: properties)
    }

    private static func text(_ name: cmosquitto_property, in properties: OpaquePointer?) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        // SAFETY: the library allocates the copy that it returns; it is freed here.
        defer { unsafe free(text) }
        guard unsafe mosquitto_property_read_string(properties, CInt(name.rawValue), &text, false) != nil else {
            return nil
        }
        return unsafe text.map { unsafe String(cString: $0) }
    }

    private static func bytes(_ name: cmosquitto_property, in properties: OpaquePointer?) -> [UInt8]? {
        var bytes: UnsafeMutableRawPointer?
        var count: UInt16 = 0
        // SAFETY: the library allocates the copy that it returns; it is freed here.
        defer { unsafe free(bytes) }
        guard unsafe mosquitto_property_read_binary(properties, CInt(name.rawValue), &bytes, &count, false) != nil
        else {
            return nil
        }
        return unsafe [UInt8](UnsafeRawBufferPointer(start: bytes, count: Int(count)))
    }

    private static func pairs(in properties: OpaquePointer?) -> [UserProperty] {
        var pairs: [UserProperty] = []
        var position = unsafe properties
        while true {
            var name: UnsafeMutablePointer<CChar>?
            var value: UnsafeMutablePointer<CChar>?
            // SAFETY: as above; each round starts at the property that the one before has read, and skips it.
            defer {
                unsafe free(name)
                unsafe free(value)
            }
            unsafe position = mosquitto_property_read_string_pair(
                position, CInt(cmosquitto_user_property.rawValue), &name, &value, !pairs.isEmpty)
            guard unsafe position != nil, let name = unsafe name, let value = unsafe value else { return pairs }
            pairs.append(UserProperty(name: unsafe String(cString: name), value: unsafe String(cString: value)))
        }
    }
}
