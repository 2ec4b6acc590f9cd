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
        // By bytes: names are ASCII, and what is not does not get past `Name`.
        guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else { throw .malformed(text) }
        let rest = text[text.utf8.index(after: slash)...]
        guard !rest.utf8.contains(UInt8(ascii: "/")) else { throw .malformed(text) }
        self.init(community: try Name(String(text[..<slash])), gateway: try Name(String(rest)))
    }

    package var description: String { "\(community)/\(gateway)" }

    package static func < (left: Self, right: Self) -> Bool {
        left.community == right.community ? left.gateway < right.gateway : left.description < right.description
    }
}
