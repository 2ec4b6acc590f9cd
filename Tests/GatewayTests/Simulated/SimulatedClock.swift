import Gateway
import Metering
import System

/// The machine's clocks, said to be right: time passes as it does, its quality is the test's.
struct SimulatedClock: GatewayClock {
    let clock: SystemClock

    init() throws { clock = try SystemClock() }

    func sample() -> ClockSample {
        ClockSample(
            monotonic: clock.monotonic(), utc: clock.utc(), isSynchronised: true, isKeptElsewhere: false,
            boot: clock.boot)
    }

    func sleep(for duration: Duration) async throws { try await Task.sleep(for: duration) }
}
