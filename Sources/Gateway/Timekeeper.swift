package import Ledger
package import Metering
import Synchronization

/// The gateway's sense of time, shared by its services: durations from one clock, signed times with their quality.
package final class Timekeeper: Sendable {
    private let clock: any GatewayClock
    private let tracker: Mutex<ClockTracker>

    /// - Parameters:
    ///   - lastSigned: the time of the newest own statement, which the next one's must not precede while the clock is
    ///     not set.
    ///   - buildDate: no time before it is believed.
    package init(clock: any GatewayClock, lastSigned: UnixTime?, buildDate: UnixTime) {
        self.clock = clock
        let sample = clock.sample()
        var tracker = ClockTracker(
            boot: sample.boot, started: sample.monotonic, lastSigned: lastSigned, buildDate: buildDate)
        _ = tracker.observe(sample)
        self.tracker = Mutex(tracker)
    }

    /// Now. Looks at the clocks, and tells what it saw on them.
    package func observe() -> (moment: Moment, events: [ClockEvent]) {
        let sample = clock.sample()
        return tracker.withLock { tracker in
            let events = tracker.observe(sample)
            return (Moment(monotonic: sample.monotonic, stamp: tracker.stamp(at: sample.monotonic)), events)
        }
    }

    /// Now, by what was last seen of the clocks.
    package func now() -> Moment {
        let sample = clock.sample()
        return tracker.withLock { Moment(monotonic: sample.monotonic, stamp: $0.stamp(at: sample.monotonic)) }
    }

    /// A statement of this time was signed.
    package func signed(at time: UnixTime) { tracker.withLock { $0.signed(at: time) } }

    /// Waits.
    /// - Throws: `CancellationError`.
    package func sleep(for duration: Duration) async throws { try await clock.sleep(for: duration) }
}
