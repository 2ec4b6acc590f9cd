internal import Metering
internal import Synchronization

/// What stands between the threads that drain chips and the task that counts: a ring per line, and a bell.
///
/// A line that floods its ring loses its own edges and nobody else's.
final class EdgeBuffer: Sendable {
    enum Content {
        case batch(EdgeBatch)
        case nothing
        case ended
        case failed(GPIOError)
    }

    /// A thread that fills the buffer.
    private struct Filler {
        var isRunning = true
        /// Everything that the kernel had stamped until then is in the rings.
        var drainedUntil: MonotonicTime?
    }

    private struct State {
        var rings: [EdgeRing]
        var fillers: [Filler]
        var failure: GPIOError?
        /// What was last handed out as drained.
        var told: MonotonicTime?

        /// What the slowest thread has drained. One that has ended drains nothing more, so the time stands still.
        var drainedUntil: MonotonicTime? {
            fillers.contains { $0.drainedUntil == nil } ? nil : fillers.compactMap(\.drainedUntil).min()
        }
    }

    /// An edge has its time from the interrupt and is readable a little later, when the kernel's thread for it has run.
    private static let kernelDelay: Duration = .milliseconds(20)

    private let state: Mutex<State>
    private let bell: AsyncStream<Void>.Continuation
    /// Yields after every change, and many changes may share one ring of it. For one listener.
    let changes: AsyncStream<Void>

    /// - Parameters:
    ///   - lineCount: one ring for each.
    ///   - limit: edges a ring keeps, `1...`.
    ///   - threadCount: how many threads fill it; each says once that it has ended.
    init(lineCount: Int, limit: Int, threadCount: Int) {
        let rings = [EdgeRing](repeating: EdgeRing(limit: limit), count: lineCount)
        state = Mutex(State(rings: rings, fillers: [Filler](repeating: Filler(), count: threadCount)))
        (changes, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func append(_ edges: [Edge], line: Int) {
        state.withLock { state in
            for edge in edges { state.rings[line].append(edge) }
        }
        bell.yield()
    }

    /// A thread has found nothing more in the kernel, after it had looked at the clock at `time`.
    func drained(until time: MonotonicTime, thread: Int) {
        state.withLock { $0.fillers[thread].drainedUntil = time }
        bell.yield()
    }

    /// One thread fewer; the first error is kept.
    func threadEnded(_ thread: Int, _ failure: GPIOError?) {
        state.withLock { state in
            state.fillers[thread].isRunning = false
            state.failure = state.failure ?? failure
        }
        bell.yield()
    }

    /// When the slowest thread last had found nothing more; `nil` before its first turn, and once all have ended.
    var drainedUntil: MonotonicTime? {
        state.withLock { state in state.fillers.contains(where: \.isRunning) ? state.drainedUntil : nil }
    }

    /// All edges so far, each line's oldest first; the end only when no edge is left and every thread has ended.
    func take() -> Content {
        state.withLock { state in
            var edges: [LineEdge] = []
            for line in state.rings.indices where !state.rings[line].isEmpty {
                edges += state.rings[line].takeAll().map { LineEdge(line: line, edge: $0) }
            }
            let drained = state.drainedUntil
            if !edges.isEmpty || drained != state.told {
                state.told = drained
                return .batch(
                    EdgeBatch(edges: edges[...], drainedUntil: drained.map { $0 + (.zero - Self.kernelDelay) }))
            }
            guard !state.fillers.contains(where: \.isRunning) else { return .nothing }
            return state.failure.map(Content.failed) ?? .ended
        }
    }
}
