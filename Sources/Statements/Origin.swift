package import Metering

/// A log's name for ever: `community/gateway`, such as `linden.energy/roof-a`. It is also the gateway's MQTT user name.
package struct Origin: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The part before the slash, shared by all who mirror each other.
    package let community: Name
    /// The part after the slash.
    package let gateway: Name

    package init(community: Name, gateway: Name) {
        self.community = community
        self.gateway = gateway
    }

    /// - Throws: ``NameError/malformed(_:)`` unless there is exactly one slash between two names.
    package init(_ text: String) throws(NameError) {
        try self.init(Array(text.utf8)[...])
    }

    /// The origin that a part of a note spells, in ASCII.
    /// - Throws: ``NameError/malformed(_:)`` unless there is exactly one slash between two names.
    package init(_ bytes: ArraySlice<UInt8>) throws(NameError) {
        // No name has a slash in it, so that a second one does not get past `Name`.
        guard let slash = bytes.firstIndex(of: UInt8(ascii: "/")) else {
            throw .malformed(String(decoding: bytes, as: UTF8.self))
        }
        self.init(community: try Name(bytes[..<slash]), gateway: try Name(bytes[(slash + 1)...]))
    }

    package var description: String { "\(community)/\(gateway)" }

    // Written out, since what is synthesised calls into another target for each name, and origins are compared and looked up
    // with every message. The communities are nearly always the same.
    package static func == (left: Self, right: Self) -> Bool {
        left.gateway.text == right.gateway.text && left.community.text == right.community.text
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(gateway.text) }

    package static func < (left: Self, right: Self) -> Bool {
        left.community == right.community ? left.gateway < right.gateway : left.description < right.description
    }
}
