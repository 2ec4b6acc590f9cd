/// One broker and how to speak with it. The defaults suit a home uplink.
package struct MQTTConfiguration: Hashable, Sendable, CustomStringConvertible {
    /// A name or an address. With TLS, the broker's certificate must carry it.
    package var host: String
    /// `1...65535`; by custom 8883 with TLS and 1883 without.
    package var port: UInt16
    /// Names the session at the broker, so it must be the same after every start, and nobody else's.
    package var clientIdentifier: String
    /// `nil` where the client certificate says who we are.
    package var userName: String?
    /// Only with a user name. Never shown.
    package var password: String?
    /// `nil` for plain TCP, which belongs on the loopback alone.
    package var tls: TLSConfiguration?

    /// The longest silence before either side assumes the other gone; whole seconds, 5 s to 65 535 s.
    package var keepAlive = Duration.seconds(60)
    /// How long the broker keeps the session, and what arrives for it, while we are away; whole seconds.
    package var sessionExpiry = Duration.seconds(86_400)
    /// Published by the broker when we vanish without a word.
    package var will: MQTTMessage?
    /// How long the broker waits with the will, so that a short drop goes unnoticed; whole seconds.
    package var willDelay = Duration.seconds(10)
    /// How long the broker may take for its CONNACK, TLS handshake included.
    package var answerLimit = Duration.seconds(30)
    /// The shortest and the longest pause between two attempts to connect; jitter lies between.
    package var reconnectDelay: ClosedRange<Duration> = .seconds(1) ... .seconds(60)

    /// Messages that are accepted and not yet acknowledged, `1...65535`. What the broker takes at a time may be less.
    package var window = 40
    /// Incoming messages that wait for the reader; what comes beyond is dropped and shown as ``MQTTEvent/overflow(dropped:)``.
    package var incomingLimit = 256
    /// Bytes of the incoming messages that wait. One message is taken whatever its size.
    package var incomingByteLimit = 1 << 20
    /// The largest packet we let the broker send, in bytes. One that sends more is left.
    package var packetLimit: UInt32 = 256 << 10
    /// How long ``MQTTSession/stop()`` waits for the acknowledgement of what was accepted.
    package var stopLimit = Duration.seconds(5)

    package init(
        host: String, port: UInt16, clientIdentifier: String, userName: String? = nil, password: String? = nil,
        tls: TLSConfiguration? = nil
    ) {
        self.host = host
        self.port = port
        self.clientIdentifier = clientIdentifier
        self.userName = userName
        self.password = password
        self.tls = tls
    }

    /// Never shows the password.
    package var description: String {
        "\(tls == nil ? "mqtt" : "mqtts")://\(userName.map { "\($0)@" } ?? "")\(host):\(port)"
    }

    /// Refuses what the protocol or the library cannot carry, before a thread starts.
    func check() throws(MQTTError) {
        func refuse(_ setting: String, _ rule: String) throws(MQTTError) { throw .setting(setting, rule: rule) }
        if host.isEmpty || host.utf8.contains(0) { try refuse("host", "a name or an address") }
        if port == 0 { try refuse("port", "1 to 65535") }
        if clientIdentifier.isEmpty || clientIdentifier.utf8.count > 65_535 || clientIdentifier.utf8.contains(0) {
            try refuse("clientIdentifier", "1 to 65535 bytes without a zero")
        }
        if password != nil && userName == nil { try refuse("password", "only with a user name") }
        for (setting, text) in [("userName", userName), ("password", password)] {
            if let text, text.utf8.count > 65_535 || text.utf8.contains(0) {
                try refuse(setting, "at most 65535 bytes without a zero")
            }
        }
        if !(5...65_535).contains(keepAlive.components.seconds) { try refuse("keepAlive", "5 s to 65535 s") }
        if !(1...65_535).contains(window) { try refuse("window", "1 to 65535") }
        if incomingLimit < 1 || incomingByteLimit < 1 { try refuse("incomingLimit", "1 or more") }
        if packetLimit < 1024 { try refuse("packetLimit", "1024 or more") }
        if reconnectDelay.lowerBound <= .zero { try refuse("reconnectDelay", "more than nothing") }
        for (setting, duration) in [("sessionExpiry", sessionExpiry), ("willDelay", willDelay)]
        where UInt32(exactly: duration.components.seconds) == nil {
            try refuse(setting, "0 s to 4294967295 s")
        }
        if let will, !will.isCarriable { try refuse("will", "a topic without wildcards, texts without a zero") }
    }
}
