package import Ledger
package import Metering
import Synchronization

/// The gateway's sense of time, shared by its services: durations from one clock, signed times with their quality.
package final class Timekeeper: Sendable {
    private let clock: any GatewayClock
    private let state: Mutex<State>

    private struct State {
        var tracker: ClockTracker
        /// What was seen and not told yet.
        var events: [ClockEvent]
    }

    /// - Parameters:
    ///   - lastSigned: the time of the newest own statement, which the next one's must not precede while the clock is
    ///     not set.
    ///   - buildDate: no time before it is believed.
    package init(clock: any GatewayClock, lastSigned: UnixTime?, buildDate: UnixTime) {
        self.clock = clock
        let sample = clock.sample()
        var tracker = ClockTracker(
            boot: sample.boot, started: sample.monotonic, lastSigned: lastSigned, buildDate: buildDate)
        let events = tracker.observe(sample)
        state = Mutex(State(tracker: tracker, events: events))
    }

    /// Now. Looks at the clocks, and tells what was seen on them since the last call.
    package func observe() -> (moment: Moment, events: [ClockEvent]) {
        let sample = clock.sample()
        return state.withLock { state in
            let events = state.events + state.tracker.observe(sample)
            state.events = []
            return (Moment(monotonic: sample.monotonic, stamp: state.tracker.stamp(at: sample.monotonic)), events)
        }
    }

    /// Now, by what was last seen of the clocks.
    package func now() -> Moment {
        let sample = clock.sample()
        return state.withLock { Moment(monotonic: sample.monotonic, stamp: $0.tracker.stamp(at: sample.monotonic)) }
    }

    /// A statement of this time was signed.
    package func signed(at time: UnixTime) { state.withLock { $0.tracker.signed(at: time) } }

    /// Waits.
    /// - Throws: `CancellationError`.
    package func sleep(for duration: Duration) async throws { try await clock.sleep(for: duration) }
}
