/// One packet of MQTT 5, as far as a test has to understand it.
package struct MQTTPacket: Hashable, Sendable {
    /// Type and flags.
    package var first: UInt8
    /// What follows the length.
    package var body: [UInt8]

    package init(first: UInt8, body: [UInt8]) {
        self.first = first
        self.body = body
    }

    /// The answer to a PUBLISH at QoS 1.
    package static func acknowledgement(_ identifier: UInt16) -> Self {
        Self(first: 0x40, body: [UInt8(identifier >> 8), UInt8(identifier & 0xff)])
    }

    /// Whether it carries a message.
    package var isPublish: Bool { first >> 4 == 3 }
    /// Whether it answers a message.
    package var isAcknowledgement: Bool { first >> 4 == 4 && body.count >= 2 }
    /// Whether a side takes its leave.
    package var isDisconnect: Bool { first >> 4 == 14 }

    /// All of it, as it goes over the line.
    package var bytes: [UInt8] {
        var length: [UInt8] = []
        var rest = body.count
        repeat {
            length.append(UInt8(rest & 0x7f) | (rest > 0x7f ? 0x80 : 0))
            rest >>= 7
        } while rest > 0
        return [first] + length + body
    }

    /// The identifier of a PUBLISH at QoS 1: it follows the topic.
    package var publishIdentifier: [UInt8] {
        let length = Int(body[0]) << 8 | Int(body[1])
        return Array(body[(2 + length)..<(4 + length)])
    }
}

extension LoopbackSocket {
    /// The next packet; `nil` when the other side has closed.
    package func readPacket() -> MQTTPacket? {
        guard let first = read(1)?[0] else { return nil }
        var length = 0
        var shift = 0
        while true {
            guard let byte = read(1)?[0] else { return nil }
            length |= Int(byte & 0x7f) << shift
            shift += 7
            if byte & 0x80 == 0 { break }
        }
        guard length > 0 else { return MQTTPacket(first: first, body: []) }
        return read(length).map { MQTTPacket(first: first, body: $0) }
    }
}
