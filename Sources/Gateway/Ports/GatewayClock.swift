package import Metering

/// The clocks of the machine. Fulfilled by `System`, and by virtual time.
package protocol GatewayClock: Sendable {
    /// Both clocks at one instant, and what is known of their quality.
    func sample() -> ClockSample
    /// Waits on the monotonic clock.
    /// - Throws: `CancellationError`.
    func sleep(for duration: Duration) async throws
}
