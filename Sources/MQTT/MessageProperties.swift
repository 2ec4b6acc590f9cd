internal import CMosquitto

/// A list of MQTT 5 properties on its way into the library, which copies it.
@safe struct MessageProperties: ~Copyable {
    // SAFETY: the head of a list that mosquitto_property_add_* made, or nil while it is empty; deinit frees it once.
    private(set) var list: OpaquePointer?

    init() { unsafe list = nil }

    deinit {
        var list = unsafe list
        unsafe mosquitto_property_free_all(&list)
    }

    /// Adds what a message carries.
    mutating func add(_ message: MQTTMessage) throws(MQTTError) {
        if let text = message.contentType { try add(cmosquitto_content_type, text) }
        if let text = message.responseTopic { try add(cmosquitto_response_topic, text) }
        if let bytes = message.correlation {
            // SAFETY: the library copies the bytes. ``MQTTMessage/isCarriable`` has bounded their number.
            try check(
                unsafe bytes.withUnsafeBytes {
                    unsafe mosquitto_property_add_binary(
                        &list, CInt(cmosquitto_correlation_data.rawValue), $0.baseAddress, UInt16(clamping: $0.count))
                })
        }
        for property in message.userProperties {
            try check(
                unsafe mosquitto_property_add_string_pair(
                    &list, CInt(cmosquitto_user_property.rawValue), property.name, property.value))
        }
    }

    mutating func add(_ name: cmosquitto_property, _ value: UInt32) throws(MQTTError) {
        try check(unsafe mosquitto_property_add_int32(&list, CInt(name.rawValue), value))
    }

    private mutating func add(_ name: cmosquitto_property, _ text: String) throws(MQTTError) {
        try check(unsafe mosquitto_property_add_string(&list, CInt(name.rawValue), text))
    }

    /// Gives the list away to a call that frees it.
    consuming func release() -> OpaquePointer? {
        let list = unsafe list
        discard self
        return unsafe list
    }

    private func check(_ code: CInt) throws(MQTTError) {
        if code != MOSQ_ERR_SUCCESS.rawValue { throw .library(call: "a property", code: code) }
    }
}
