internal import CMosquitto
internal import Glibc
internal import System

/// One libmosquitto client for one connection; the next connection gets a new one, so that nothing queued in the library
/// outlives its connection. For one thread.
@safe final class Connection {
    /// What the callbacks brought.
    enum Arrival {
        case opened(sessionPresent: Bool, receiveMaximum: Int)
        case acknowledged(identifier: UInt16, reason: UInt8)
        case subscribed(identifier: UInt16, reason: UInt8)
        case message(MQTTMessage)
    }

    /// What the socket allows.
    struct Readiness {
        var isReadable = false
        var isWritable = false
    }

    /// What became of a packet.
    enum Sending {
        /// On its way; the answer comes under this identifier.
        case sent(identifier: UInt16)
        /// Over: handed to the network without an answer to come (0), or refused by the library.
        case settled(reason: UInt8)
    }

    // SAFETY: a live struct mosquitto *, used by the session's thread alone; deinit is the one destroy. The library calls
    // back only inside calls made here, on the same thread, so that an unretained `self` is alive when it does.
    let client: OpaquePointer
    let configuration: MQTTConfiguration
    var arrived: [Arrival] = []
    /// The broker's word on why: a CONNACK that refuses us, or its DISCONNECT.
    var farewell: MQTTError?
    /// The first error line of the library: for TLS, what OpenSSL found wrong.
    var complaint: String?
    var hasOpened = false
    /// The bytes received on this socket when the last complete packet was seen, or soon after.
    private var settledBytes: UInt64?

    /// Creates the client and gives it everything but the connection.
    init(_ configuration: MQTTConfiguration) throws(MQTTError) {
        MQTTLibrary.prepare()
        guard let client = unsafe mosquitto_new(configuration.clientIdentifier, false, nil) else {
            throw .library(call: "mosquitto_new", code: CInt(MOSQ_ERR_NOMEM.rawValue))
        }
        unsafe self.client = client
        self.configuration = configuration
        unsafe mosquitto_user_data_set(client, Unmanaged.passUnretained(self).toOpaque())
        setCallbacks()
        try Self.check("options", unsafe cmosquitto_prepare(client, CInt(configuration.window)))
        if let userName = configuration.userName {
            try Self.check("user name", unsafe mosquitto_username_pw_set(client, userName, configuration.password))
        }
        if let tls = configuration.tls { try setTLS(tls) }
        if let will = configuration.will { try setWill(will) }
    }

    deinit { unsafe mosquitto_destroy(client) }

    /// Whether there is still a socket.
    var isAlive: Bool { unsafe mosquitto_socket(client) >= 0 }

    /// Why the socket is gone.
    var ending: MQTTError { farewell ?? .lost(errno: 0) }

    /// What arrived since the last time.
    func arrivals() -> [Arrival] {
        defer { arrived.removeAll(keepingCapacity: true) }
        return arrived
    }

    /// Resolves the name, opens the socket and sends CONNECT. Blocks as long as DNS and TCP do.
    func connect() throws(MQTTError) {
        var properties = MessageProperties()
        try properties.add(cmosquitto_session_expiry, UInt32(clamping: configuration.sessionExpiry.components.seconds))
        try properties.add(cmosquitto_maximum_packet_size, configuration.packetLimit)
        let status = unsafe cmosquitto_connect(
            client, configuration.host, CInt(configuration.port), CInt(configuration.keepAlive.components.seconds),
            properties.list)
        guard status.code != MOSQ_ERR_ERRNO.rawValue || status.error_number == EPROTO else {
            throw .unreachable(host: configuration.host, port: configuration.port, errno: status.error_number)
        }
        try check("connect", status)
    }

    /// Waits for the socket or a ring.
    func wait(for wake: WakeEvent, upTo limit: Duration) -> Readiness {
        // During a TLS handshake the library wants to write until it is over, which would be a busy loop: then its turn
        // comes with every answer, and 20 times a second.
        let isShakingHands = configuration.tls != nil && !hasOpened
        let wantsWriting = unsafe mosquitto_want_write(client)
        var requests: [2 of pollfd] = [
            pollfd(fd: unsafe mosquitto_socket(client), events: Int16(POLLIN), revents: 0),
            pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        if wantsWriting && !isShakingHands { requests[0].events |= Int16(POLLOUT) }
        let patience = isShakingHands ? min(limit, .milliseconds(50)) : limit

        var span = requests.mutableSpan
        // SAFETY: two elements, and the count says so. EINTR is a short wait.
        let count = unsafe span.withUnsafeMutableBufferPointer {
            unsafe poll($0.baseAddress, 2, patience.pollMilliseconds)
        }
        guard count > 0 else { return Readiness(isWritable: isShakingHands) }
        if requests[1].revents != 0 { wake.hear() }
        let events = CInt(requests[0].revents)
        return Readiness(isReadable: events & ~POLLOUT != 0, isWritable: events & POLLOUT != 0 || isShakingHands)
    }

    /// Reads what has arrived; see ``arrivals()``.
    func read() throws(MQTTError) {
        try check("read", unsafe cmosquitto_read(client))
        if isAlive { try checkPacketSize() }
    }

    /// Writes what waits.
    func write() throws(MQTTError) { try check("write", unsafe cmosquitto_write(client)) }

    /// Sends a PINGREQ when it is time, and ends a connection that did not answer the last.
    func keepAlive() throws(MQTTError) { try check("keep alive", unsafe cmosquitto_keep_alive(client)) }

    /// Sends a message, or leaves it in the library's buffer for this connection.
    func publish(_ message: MQTTMessage) throws(MQTTError) -> Sending {
        guard message.isCarriable else { return .settled(reason: 0x90) }
        var properties = MessageProperties()
        try properties.add(message)
        var identifier: CInt = 0
        // SAFETY: the library copies topic, payload and properties before it returns.
        let status = unsafe message.payload.withUnsafeBytes {
            unsafe cmosquitto_publish(
                client, &identifier, message.topic, CInt($0.count), $0.baseAddress, message.quality.rawValue,
                message.isRetained, properties.list)
        }
        if let reason = Self.reason(ofRefusal: status.code) { return .settled(reason: reason) }
        try check("publish", status)
        return message.quality == .atMostOnce
            ? .settled(reason: 0) : .sent(identifier: UInt16(truncatingIfNeeded: identifier))
    }

    /// Asks for a filter at QoS 1.
    func subscribe(_ filter: String) throws(MQTTError) -> Sending {
        var identifier: CInt = 0
        guard !filter.utf8.contains(0) else { return .settled(reason: 0x8f) }
        let status = unsafe cmosquitto_subscribe(client, &identifier, filter, 1)
        if Self.reason(ofRefusal: status.code) != nil { return .settled(reason: 0x8f) }
        try check("subscribe", status)
        return .sent(identifier: UInt16(truncatingIfNeeded: identifier))
    }

    /// Sends DISCONNECT and gives it a second to leave.
    func takeLeave() {
        let deadline = SuspendingClock.now + .seconds(1)
        guard unsafe cmosquitto_disconnect(client).code == MOSQ_ERR_SUCCESS.rawValue else { return }
        while isAlive && SuspendingClock.now < deadline {
            var request = pollfd(fd: unsafe mosquitto_socket(client), events: Int16(POLLOUT), revents: 0)
            // SAFETY: one element, and the count says so.
            guard unsafe poll(&request, 1, 100) >= 0, unsafe cmosquitto_write(client).code == 0 else { return }
        }
    }

    /// Leaves a broker that sends more than a packet may have, without a packet being complete. The library would take
    /// 256 MiB; the CONNECT only asks the broker not to.
    private func checkPacketSize() throws(MQTTError) {
        guard arrived.isEmpty else {
            settledBytes = nil
            return
        }
        let received = unsafe cmosquitto_received(mosquitto_socket(client))
        let settled = settledBytes ?? received
        settledBytes = settled
        // Twice the limit: TLS adds to the packet, and PINGRESPs come in between unseen.
        if received - settled > 2 * UInt64(configuration.packetLimit) {
            throw .oversized(limit: configuration.packetLimit)
        }
    }
}
