internal import CMosquitto
internal import Glibc

/// What a client is given before it connects.
extension Connection {
    func setTLS(_ tls: TLSConfiguration) throws(MQTTError) {
        for path in [tls.authorityFile, tls.client?.certificateFile, tls.client?.keyFile] {
            guard let path else { continue }
            let isReadable = unsafe access(path, R_OK) == 0
            let code = errno
            if !isReadable { throw .file(path: path, errno: code) }
        }
        try Self.check(
            "TLS",
            unsafe cmosquitto_set_tls(
                client, tls.authorityFile, tls.client?.certificateFile, tls.client?.keyFile, tls.minimumVersion.rawValue
            ))
    }

    func setWill(_ will: MQTTMessage) throws(MQTTError) {
        var properties = MessageProperties()
        try properties.add(cmosquitto_will_delay, UInt32(clamping: configuration.willDelay.components.seconds))
        try properties.add(will)
        var list = unsafe properties.release()
        // SAFETY: the library copies topic and payload, and keeps the properties if, and only if, it returns success.
        let code = unsafe will.payload.withUnsafeBytes {
            unsafe mosquitto_will_set_v5(
                client, will.topic, CInt($0.count), $0.baseAddress, will.quality.rawValue, will.isRetained, list)
        }
        if code != MOSQ_ERR_SUCCESS.rawValue { unsafe mosquitto_property_free_all(&list) }
        try Self.check("the will", code)
    }

    /// Callbacks are set here, before anything can call them, and never again: the library holds a plain mutex while it
    /// calls back, and setting one from inside another would wait for itself.
    func setCallbacks() {
        unsafe mosquitto_connect_v5_callback_set(client, onConnect)
        unsafe mosquitto_disconnect_v5_callback_set(client, onDisconnect)
        unsafe mosquitto_publish_v5_callback_set(client, onPublish)
        unsafe mosquitto_subscribe_v5_callback_set(client, onSubscribe)
        unsafe mosquitto_message_v5_callback_set(client, onMessage)
        unsafe mosquitto_log_callback_set(client, onLog)
    }
}
