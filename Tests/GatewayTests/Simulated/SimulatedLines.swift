import Gateway
import Metering
import Synchronization

/// Lines that do what a test says, and have something more to hand out when they are stopped.
final class SimulatedLines: LineSource {
    let meters: Set<Name>
    private let stream: AsyncStream<LineEvent>
    private let continuation: AsyncStream<LineEvent>.Continuation
    private let rest: [LineEvent]

    /// - Parameter rest: what was taken from the lines and not handed out yet when ``stop()`` is called.
    init(rest: [LineEvent], of meters: Set<Name> = []) {
        self.meters = meters
        (stream, continuation) = AsyncStream.makeStream()
        self.rest = rest
    }

    var events: any AsyncSequence<LineEvent, Never> & Sendable { stream }
    var drainedUntil: MonotonicTime? { nil }

    func release() { stop() }

    func happen(_ event: LineEvent) { continuation.yield(event) }

    func stop() {
        for event in rest { continuation.yield(event) }
        continuation.finish()
    }
}
