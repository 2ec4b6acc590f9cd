/// What became of a message handed to ``MQTTSession/publish(_:token:)``.
package enum PublishOutcome: Hashable, Sendable {
    /// Taken. Exactly one answer follows under its token: in ``MQTTEvent/acknowledged(_:)`` or among the unacknowledged
    /// of ``MQTTEvent/disconnected(_:unacknowledged:retryIn:)``.
    case accepted
    /// Not taken: there is no connection. Nothing is queued; ``MQTTEvent/connected(sessionPresent:)`` says when to try again.
    case notConnected
    /// Not taken: ``MQTTConfiguration/window`` messages wait for their acknowledgement.
    case windowFull
}
