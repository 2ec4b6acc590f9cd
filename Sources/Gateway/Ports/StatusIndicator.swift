/// Whoever is told how the service is doing: a light on the board, the service manager.
package protocol StatusIndicator: Sendable {
    /// Called about once a second, and on every change.
    func show(_ condition: ServiceCondition, summary: String)
    /// The configuration is being read again.
    func reloading()
    /// And that is over, whatever became of it.
    func reloaded()
}

extension StatusIndicator {
    /// Nothing, for a light.
    package func reloading() {}
    /// Nothing, for a light.
    package func reloaded() {}
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
