import Gateway
import Metering
import Synchronization

/// The clocks of a gateway's machine: virtual time, with an error of its own.
final class SimulatedClock: GatewayClock {
    /// What time it is in the street and how wrong this machine is about it.
    struct State {
        /// The street's time.
        var now = MonotonicTime(nanoseconds: 0)
        /// Counts boots.
        private var bootOrdinal = 0
        /// Which boot this is, of all machines.
        private(set) var boot: BootIdentity
        /// How much faster this machine's oscillator is than it should be, in parts per million.
        private(set) var drift: Int64 = 0
        /// What the monotonic clock said when the drift changed last, and when that was by the street's time.
        private var base: (monotonic: UInt64, street: UInt64) = (0, 0)
        /// How much later than true the wall clock is, in seconds.
        var error: Int64 = 0
        /// How many days went by at once, for everybody, while all machines were off.
        var daysAsleep: Int64 = 0
        /// Whether a time source disciplines the clock.
        var isSynchronised = true
        /// Whether a battery keeps the time over a power cut.
        var isKeptElsewhere = false

        private let machine: Int

        init(machine: Int) {
            self.machine = machine
            boot = Self.boot(0, of: machine)
        }

        private static func boot(_ ordinal: Int, of machine: Int) -> BootIdentity {
            let bytes = (0..<BootIdentity.byteCount).map {
                UInt8(truncatingIfNeeded: $0 == 0 ? machine : ordinal >> (8 * ($0 - 1)))
            }
            guard let boot = BootIdentity(bytes) else { preconditionFailure("these are as many bytes as name a boot") }
            return boot
        }

        /// What the monotonic clock says now, in ns.
        var monotonic: UInt64 {
            let elapsed = Int64(now.nanoseconds) - Int64(base.street)
            return base.monotonic + UInt64(max(0, elapsed + elapsed / 1_000_000 * drift))
        }

        mutating func setDrift(_ drift: Int64, at time: MonotonicTime) {
            now = max(now, time)
            base = (monotonic, now.nanoseconds)
            self.drift = drift
        }

        /// The machine boots: everything monotonic begins anew.
        mutating func reboot(at time: MonotonicTime) {
            now = max(now, time)
            bootOrdinal += 1
            boot = Self.boot(bootOrdinal, of: machine)
            base = (0, now.nanoseconds)
        }
    }

    /// 2026-01-01, when every simulated day begins.
    static let epoch: Int64 = 1_767_225_600

    private let state: Mutex<State>

    init(ordinal: Int) { state = Mutex(State(machine: ordinal)) }

    func change<Result: Sendable>(_ body: (inout State) -> Result) -> Result { state.withLock { body(&$0) } }

    func sample() -> ClockSample {
        let state = state.withLock { $0 }
        let utc = UnixTime(
            nanoseconds: (Self.epoch + state.daysAsleep * 86_400 + state.error) * 1_000_000_000
                + Int64(state.now.nanoseconds))
        return ClockSample(
            monotonic: MonotonicTime(nanoseconds: state.monotonic), utc: utc,
            isSynchronised: state.isSynchronised, isKeptElsewhere: state.isKeptElsewhere,
            boot: state.boot)
    }

    /// Nobody sleeps here: time is made to pass.
    func sleep(for duration: Duration) async throws { throw CancellationError() }
}
