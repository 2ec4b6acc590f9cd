import Gateway
import Metering

/// A clock whose only sleeper wakes when the test says so.
final class SteppedClock: GatewayClock {
    private let waits: AsyncStream<Duration>
    private let asleep: AsyncStream<Duration>.Continuation
    private let steps: AsyncStream<Void>
    private let step: AsyncStream<Void>.Continuation

    init() {
        (waits, asleep) = AsyncStream.makeStream(of: Duration.self)
        (steps, step) = AsyncStream.makeStream(of: Void.self)
    }

    /// Waits until somebody goes to sleep.
    /// - Returns: for how long; `nil` when the test is cancelled.
    func nextWait() async -> Duration? {
        var iterator = waits.makeAsyncIterator()
        return await iterator.next()
    }

    /// Wakes the sleeper, or the next one.
    func go() { step.yield() }

    func sample() -> ClockSample { preconditionFailure("nobody asks for the time here") }

    func sleep(for duration: Duration) async throws {
        asleep.yield(duration)
        var iterator = steps.makeAsyncIterator()
        await iterator.next()
    }
}
