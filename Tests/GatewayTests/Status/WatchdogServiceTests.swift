import Logging
import Metering
import ServiceLifecycle
import Synchronization
import Testing

@testable import Gateway

@Suite("The watchdog's feeder")
final class WatchdogServiceTests: Sendable {
    private let clock = SteppedClock()
    private let watchdog = CountingWatchdog(limit: .seconds(30))
    private let positions = Mutex<[String: UInt64?]>(["a": 0, "b": 0])

    @Test("It feeds while every loop turns, and stops when one stands still")
    func hungLoop() async throws {
        let loops = ["a", "b"].map { name in
            WatchedLoop(name: name) { [self] in positions.withLock { $0[name] ?? nil } }
        }
        let service = try #require(
            WatchdogService(
                watchdog, loops: loops, clock: clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        let running = Task { try await service.run() }
        // The first look has nothing to compare with.
        #expect(await clock.nextWait() == .seconds(10))
        #expect(watchdog.feedCount == 1)
        turn("a", "b")
        await step()
        #expect(watchdog.feedCount == 2)
        turn("a")
        await step()
        #expect(watchdog.feedCount == 2, "b stands still")
        await step()
        #expect(watchdog.feedCount == 2, "both do")
        turn("a", "b")
        await step()
        #expect(watchdog.feedCount == 3, "and go on")
        positions.withLock { $0["b"] = UInt64?.none }
        turn("a")
        await step()
        #expect(watchdog.feedCount == 4, "there is no b any more")
        running.cancel()
        clock.go()
        try await running.value
    }

    @Test("Where nobody watches there is nothing to feed")
    func nobody() {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        #expect(WatchdogService(nil, loops: [], clock: clock, logger: logger) == nil)
        #expect(WatchdogService(CountingWatchdog(limit: nil), loops: [], clock: clock, logger: logger) == nil)
    }

    private func turn(_ names: String...) {
        positions.withLock { positions in
            for name in names { positions[name] = (positions[name] ?? 0).map { $0 + 1 } }
        }
    }

    private func step() async {
        clock.go()
        _ = await clock.nextWait()
    }
}
