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
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw .malformed(text) }
        self.init(community: try Name(String(parts[0])), gateway: try Name(String(parts[1])))
    }

    package var description: String { "\(community)/\(gateway)" }

    package static func < (left: Self, right: Self) -> Bool { left.description < right.description }
}
