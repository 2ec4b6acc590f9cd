/// A message on its way at QoS 1, taken apart as far as a line has to know it.
package struct Publication: Hashable, Sendable {
    /// Where it goes.
    package let topic: String
    /// What its answer names.
    package let identifier: UInt16
    private let packet: MQTTPacket
    /// Where the identifier stands in the packet.
    private let place: Int

    /// - Returns: `nil` for any other packet, and for a message of which the topic was abbreviated.
    package init?(_ packet: MQTTPacket) {
        guard packet.isPublish, packet.first >> 1 & 3 == 1, packet.body.count >= 5 else { return nil }
        let length = Int(packet.body[0]) << 8 | Int(packet.body[1])
        guard length > 0, packet.body.count >= length + 4 else { return nil }
        topic = String(decoding: packet.body[2..<2 + length], as: UTF8.self)
        place = 2 + length
        identifier = UInt16(packet.body[place]) << 8 | UInt16(packet.body[place + 1])
        self.packet = packet
    }

    /// Whether the broker says that it kept the message for newcomers, or is to keep it.
    package var isRetained: Bool { packet.first & 1 == 1 }

    /// The same message under another identifier, as if for the first time.
    /// - Parameter isRetained: whether it says that it was kept; as it was unless given.
    package func packet(as identifier: UInt16, isRetained: Bool? = nil) -> MQTTPacket {
        var copy = packet
        copy.first = 0x32 | ((isRetained ?? self.isRetained) ? 1 : 0)
        (copy.body[place], copy.body[place + 1]) = (UInt8(identifier >> 8), UInt8(identifier & 0xff))
        return copy
    }

    /// A message on the same topic with nothing in it, as a broker sends that has forgotten what it kept.
    package func emptied(as identifier: UInt16) -> MQTTPacket {
        let head = packet.body[..<place] + [UInt8(identifier >> 8), UInt8(identifier & 0xff)]
        return MQTTPacket(first: 0x33, body: head + [0])
    }
}
