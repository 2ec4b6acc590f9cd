import Gateway
import Metering
import System

/// This machine's clocks.
struct MachineClock: GatewayClock {
    private let clock: SystemClock
    /// Whether a hardware clock, or a host that the owner vouches for, keeps the time.
    private let isKeptElsewhere: Bool
    private let boot: BootIdentity

    /// - Throws: ``SystemError`` when the kernel does not name this boot.
    init(isKeptByHost: Bool) throws(SystemError) {
        clock = try SystemClock()
        isKeptElsewhere = isKeptByHost || clock.hasHardwareClock
        boot = clock.boot
    }

    func sample() -> ClockSample {
        ClockSample(
            monotonic: clock.monotonic(), utc: clock.utc(), isSynchronised: clock.isSynchronised(),
            isKeptElsewhere: isKeptElsewhere, boot: boot)
    }

    func sleep(for duration: Duration) async throws { try await Task.sleep(for: duration) }
}
