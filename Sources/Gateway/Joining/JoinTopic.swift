package import Metering

/// The topics at a street's door. They are no gateway's: those who ask have no name yet.
package enum JoinTopic {
    /// Where requests go.
    package static func request(_ street: Name) -> String { "\(Topic.root)/\(street)/join" }

    /// Where one answer goes.
    package static func answer(_ street: Name, to reply: String) -> String { "\(Topic.root)/\(street)/joined/\(reply)" }
}
