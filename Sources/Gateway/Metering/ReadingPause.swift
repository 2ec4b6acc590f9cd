import Synchronization

/// Asks the readings to end: by a graceful shutdown, or before one, so that a street can come to rest together.
package final class ReadingPause: Sendable {
    private let requested = Atomic(false)
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    /// Nothing is requested yet.
    package init() {
        (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// A last reading of every meter is taken at once, and none after it.
    package func request() {
        requested.store(true, ordering: .releasing)
        signal.finish()
    }

    var isRequested: Bool { requested.load(ordering: .acquiring) }

    /// Runs `body` and cancels it when the pause is requested. To be called once.
    func run(_ body: @escaping @Sendable () async -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await body() }
            group.addTask { [signals] in for await _ in signals {} }
            await group.next()
            group.cancelAll()
        }
    }
}
