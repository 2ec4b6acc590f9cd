/// What happened on a session, in order.
package enum MQTTEvent: Hashable, Sendable {
    /// The broker accepted us. Without a session present it has forgotten what it was to deliver; our subscriptions are
    /// repeated by the session itself.
    case connected(sessionPresent: Bool)
    /// An attempt failed; the next one follows by itself.
    case attemptFailed(MQTTError, retryIn: Duration)
    /// The connection ended. Every accepted message without an acknowledgement is named, in the order of acceptance, and
    /// forgotten here: the broker may or may not have it. `retryIn` is `nil` after ``MQTTSession/stop()``.
    case disconnected(MQTTError, unacknowledged: [UInt64], retryIn: Duration?)
    /// Answers of the broker, as many as came together.
    case acknowledged([PublishAcknowledgement])
    /// The broker delivers for this filter from now on.
    case subscribed(String)
    /// The broker (or, for an impossible filter, the library) refused a filter with this reason code. Tried again at the
    /// next connection.
    case subscriptionRefused(String, reason: UInt8)
    case message(MQTTMessage)
    /// The reader was too slow: this many messages were dropped between the previous event and the next.
    case overflow(dropped: Int)
}
