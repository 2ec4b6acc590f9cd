import GPIO
import Synchronization
import Testing

@Suite("The status light")
struct StatusLightTests {
    @Test("Every state looks different, and all but off change within two seconds", arguments: LightState.allCases)
    func patterns(state: LightState) {
        #expect(LightState.allCases.filter { $0.pattern == state.pattern } == [state])
        #expect(state.pattern.period <= .seconds(2))
        #expect(Set(state.pattern.steps.map(\.isLit)) == (state == .off ? [false] : [true, false]))
    }

    @Test(
        "A pattern repeats; a step ends where the next begins",
        arguments: [
            (0, true, 100), (99, true, 1), (100, false, 1900), (1999, false, 1), (2000, true, 100),
            (7_200_000_150, false, 1850), (-5, true, 100),
        ])
    func step(elapsed: Int64, isLit: Bool, left: Int64) {
        let found = LightState.alive.pattern.step(at: .milliseconds(elapsed))
        #expect(found.step.isLit == isLit)
        #expect(found.left == .milliseconds(left))
    }

    @Test("It shows what it is told from the next step on, and is dark when it ends")
    func run() async throws {
        let driven = Mutex<[Bool]>([])
        let clock = SteppedClock()
        let light = StatusLight { isLit throws(GPIOError) in driven.withLock { $0.append(isLit) } }
        light.show(.alive)
        clock.atSleep(4) { light.show(.fault) }
        clock.atSleep(7) { throw CancellationError() }
        try await light.run(clock: clock)
        #expect(driven.withLock(\.self) == [true, false, true, false, true, false, true, false])
        #expect(clock.lengths == [100, 1900, 100, 1900, 125, 125, 125].map { .milliseconds($0) })
    }

    @Test("A line that fails ends it with the line's error")
    func failure() async {
        let error = GPIOError.failed(.settingLevel, place: "LED", code: 5)
        let light = StatusLight { _ throws(GPIOError) in throw error }
        await #expect(throws: error) { try await light.run(clock: SteppedClock()) }
    }
}

/// A clock whose sleepers wake at once, at the time they asked for.
private final class SteppedClock: Clock, Sendable {
    struct Instant: InstantProtocol {
        var offset: Duration = .zero

        func advanced(by duration: Duration) -> Self { Self(offset: offset + duration) }
        func duration(to other: Self) -> Duration { other.offset - offset }
        static func < (left: Self, right: Self) -> Bool { left.offset < right.offset }
    }

    private struct State {
        var now = Instant()
        var lengths: [Duration] = []
        var actions: [Int: @Sendable () throws -> Void] = [:]
    }

    private let state = Mutex(State())

    var now: Instant { state.withLock(\.now) }
    var minimumResolution: Duration { .zero }
    var lengths: [Duration] { state.withLock(\.lengths) }

    /// Does something in the sleeping task when it sleeps for the `ordinal`th time.
    func atSleep(_ ordinal: Int, _ action: @escaping @Sendable () throws -> Void) {
        state.withLock { $0.actions[ordinal] = action }
    }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let action = state.withLock { state in
            state.lengths.append(state.now.duration(to: deadline))
            state.now = deadline
            return state.actions[state.lengths.count]
        }
        try action?()
    }
}
