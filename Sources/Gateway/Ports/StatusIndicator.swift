/// Whoever is told how the service is doing: a light on the board, the service manager.
package protocol StatusIndicator: Sendable {
    /// Called about once a second, and on every change.
    func show(_ condition: ServiceCondition, summary: String)
}

/// How the service is doing, as a light can show it.
package enum ServiceCondition: String, Hashable, Sendable {
    /// Counting, but nothing recorded lately.
    case alive
    /// The newest statements are recorded by a quorum.
    case recorded
    /// Something needs a person.
    case fault
    /// Stopping or stopped.
    case off
}
