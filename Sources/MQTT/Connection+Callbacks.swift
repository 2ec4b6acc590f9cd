internal import CMosquitto

// libmosquitto's callbacks. They note what came and return: no call into the library that could wait for its locks, no
// blocking, nothing thrown.

func onConnect(
    _: OpaquePointer?, _ context: UnsafeMutableRawPointer?, _ reason: CInt, _ flags: CInt, _ properties: OpaquePointer?
) {
    // SAFETY: `context` is the connection that is inside the call which calls back; the properties are the library's.
    unsafe note(context) { connection in
        guard reason == 0 else {
            connection.farewell = .refused(reason: UInt8(truncatingIfNeeded: reason))
            return
        }
        var receiveMaximum = UInt16.max
        unsafe _ = mosquitto_property_read_int16(
            properties, CInt(cmosquitto_receive_maximum.rawValue), &receiveMaximum, false)
        connection.hasOpened = true
        connection.arrived.append(.opened(sessionPresent: flags & 1 != 0, receiveMaximum: Int(receiveMaximum)))
    }
}

/// Called for the broker's DISCONNECT with its reason code, and for the library's own errors with theirs, all below 0x80,
/// which the failing call returns as well.
func onDisconnect(
    _: OpaquePointer?, _ context: UnsafeMutableRawPointer?, _ reason: CInt, _: OpaquePointer?
) {
    // SAFETY: `context` is the connection that is inside the call which calls back.
    unsafe note(context) { connection in
        guard reason >= 0x80, connection.farewell == nil else { return }
        connection.farewell = .dismissed(reason: UInt8(truncatingIfNeeded: reason))
    }
}

func onPublish(
    _: OpaquePointer?, _ context: UnsafeMutableRawPointer?, _ identifier: CInt, _ reason: CInt, _: OpaquePointer?
) {
    // SAFETY: `context` is the connection that is inside the call which calls back.
    unsafe note(context) { connection in
        connection.arrived.append(
            .acknowledged(
                identifier: UInt16(truncatingIfNeeded: identifier), reason: UInt8(truncatingIfNeeded: reason)))
    }
}

func onSubscribe(
    _: OpaquePointer?, _ context: UnsafeMutableRawPointer?, _ identifier: CInt, _ count: CInt,
    _ reasons: UnsafePointer<CInt>?, _: OpaquePointer?
) {
    // SAFETY: `context` is the connection that is inside the call which calls back; `reasons` has `count` elements.
    unsafe note(context) { connection in
        // One filter a SUBSCRIBE, so one reason; an answer without one is no grant.
        let reason = if count > 0, let reasons = unsafe reasons { unsafe reasons[0] } else { CInt(0x80) }
        connection.arrived.append(
            .subscribed(identifier: UInt16(truncatingIfNeeded: identifier), reason: UInt8(truncatingIfNeeded: reason)))
    }
}

func onMessage(
    _: OpaquePointer?, _ context: UnsafeMutableRawPointer?, _ message: UnsafePointer<mosquitto_message>?,
    _ properties: OpaquePointer?
) {
    // SAFETY: `context` is the connection that is inside the call which calls back; the message is copied before this returns.
    unsafe note(context) { connection in
        guard let message = unsafe MQTTMessage(message, properties) else { return }
        connection.arrived.append(.message(message))
    }
}

func onLog(_: OpaquePointer?, _ context: UnsafeMutableRawPointer?, _ level: CInt, _ text: UnsafePointer<CChar>?) {
    // SAFETY: `context` is the connection that is inside the call which calls back; the text is copied before this returns.
    unsafe note(context) { connection in
        guard level == MOSQ_LOG_ERR, connection.complaint == nil, let text = unsafe text else { return }
        connection.complaint = unsafe String(cString: text)
    }
}

private func note(_ context: UnsafeMutableRawPointer?, _ body: (Connection) -> Void) {
    // SAFETY: `Connection.init` gave the library an unretained `self`, which outlives every call that can call back.
    guard let context = unsafe context else { return }
    body(unsafe Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue())
}
