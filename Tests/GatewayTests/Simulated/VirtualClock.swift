import Gateway
import Metering
import Synchronization

/// A machine's clocks as a test wants them. Time passes when the test says so.
final class VirtualClock: GatewayClock {
    private struct State {
        var sample: ClockSample
        var sleepers: [(due: MonotonicTime, ordinal: Int, wake: CheckedContinuation<Void, any Error>)] = []
        var ordinal = 0
        var cancelled: Set<Int> = []
    }

    private let state: Mutex<State>

    /// A machine that has run for 10 s.
    init(utc: UnixTime, isSynchronised: Bool = false, isKeptElsewhere: Bool = false, boot: BootIdentity) {
        state = Mutex(
            State(
                sample: ClockSample(
                    monotonic: MonotonicTime(nanoseconds: 10_000_000_000), utc: utc, isSynchronised: isSynchronised,
                    isKeptElsewhere: isKeptElsewhere, boot: boot)))
    }

    func sample() -> ClockSample { state.withLock { $0.sample } }

    /// Somebody sets the clock, or the machine slept: only the wall clock moves.
    func step(by duration: Duration) { state.withLock { $0.sample.utc = $0.sample.utc + duration } }

    func synchronise(at utc: UnixTime) {
        state.withLock { state in
            state.sample.utc = utc
            state.sample.isSynchronised = true
        }
    }

    /// Time passes at once, where nobody sleeps.
    func pass(_ duration: Duration) {
        state.withLock { state in
            state.sample.monotonic = state.sample.monotonic + duration
            state.sample.utc = state.sample.utc + duration
        }
    }

    /// Time passes, in steps of 100 ms. Before the next, whoever waited for one has done what it woke for and sleeps again.
    func advance(by duration: Duration) async throws {
        for _ in 0..<Int(duration / .milliseconds(100)) {
            let (due, ordinal) = state.withLock { state in
                state.sample.monotonic = state.sample.monotonic + .milliseconds(100)
                state.sample.utc = state.sample.utc + .milliseconds(100)
                let due = state.sleepers.filter { $0.due <= state.sample.monotonic }
                state.sleepers.removeAll { $0.due <= state.sample.monotonic }
                return (due, state.ordinal)
            }
            for sleeper in due { sleeper.wake.resume() }
            try await Task.sleep(for: .milliseconds(3))
            // One that does not sleep again has ended; on a busy machine the others take their time.
            for _ in 0..<200 where state.withLock({ $0.ordinal }) < ordinal + due.count {
                try await Task.sleep(for: .milliseconds(3))
            }
        }
    }

    func sleep(for duration: Duration) async throws {
        let (due, ordinal) = state.withLock { state in
            state.ordinal += 1
            return (state.sample.monotonic + duration, state.ordinal)
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { wake in
                let isCancelled = state.withLock { state in
                    if state.cancelled.remove(ordinal) != nil { return true }
                    state.sleepers.append((due, ordinal, wake))
                    return false
                }
                if isCancelled { wake.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let wake = state.withLock { state -> CheckedContinuation<Void, any Error>? in
                guard let index = state.sleepers.firstIndex(where: { $0.ordinal == ordinal }) else {
                    state.cancelled.insert(ordinal)
                    return nil
                }
                return state.sleepers.remove(at: index).wake
            }
            wake?.resume(throwing: CancellationError())
        }
    }
}
