/// The broker's answer to one message.
package struct PublishAcknowledgement: Hashable, Sendable {
    /// The name that the message was published under.
    package var token: UInt64
    /// The MQTT 5 reason code. 0x10 (nobody subscribes) is a success; from 0x80 on the message was refused, and sending the
    /// same again will not help: 0x87 not authorised, 0x97 quota, 0x95 too large, 0x90 topic. What the library itself will
    /// not send carries the code that a broker would have answered; a message of QoS 0 has 0 once it is handed over.
    package var reason: UInt8

    package init(token: UInt64, reason: UInt8) {
        self.token = token
        self.reason = reason
    }

    /// Whether the broker took the message.
    package var isSuccess: Bool { reason < 0x80 }
}
