/// Whoever ends and restarts the service when it gives no sign of life. Fulfilled by the service manager.
package protocol Watchdog: Sendable {
    /// How long it waits for a sign of life; `nil` where nobody waits.
    var limit: Duration? { get }
    /// A sign of life. To be given only when every loop that matters has made progress.
    func feed()
}
