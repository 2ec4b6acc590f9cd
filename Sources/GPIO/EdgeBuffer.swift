internal import Metering
internal import Synchronization

/// What stands between the threads that drain chips and the task that counts: a ring per line, and a bell.
///
/// A line that floods its ring loses its own edges and nobody else's.
final class EdgeBuffer: Sendable {
    enum Content {
        case edges([LineEdge])
        case nothing
        case ended
        case failed(GPIOError)
    }

    private struct State {
        var rings: [EdgeRing]
        var runningCount: Int
        var failure: GPIOError?
    }

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
        state = Mutex(State(rings: rings, runningCount: threadCount))
        (changes, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func append(_ edges: [Edge], line: Int) {
        state.withLock { state in
            for edge in edges { state.rings[line].append(edge) }
        }
        bell.yield()
    }

    /// One thread fewer; the first error is kept.
    func threadEnded(_ failure: GPIOError?) {
        state.withLock { state in
            state.runningCount -= 1
            state.failure = state.failure ?? failure
        }
        bell.yield()
    }

    /// All edges so far, each line's oldest first; the end only when no edge is left and every thread has ended.
    func take() -> Content {
        state.withLock { state in
            var edges: [LineEdge] = []
            for line in state.rings.indices where !state.rings[line].isEmpty {
                edges += state.rings[line].takeAll().map { LineEdge(line: line, edge: $0) }
            }
            if !edges.isEmpty { return .edges(edges) }
            guard state.runningCount == 0 else { return .nothing }
            return state.failure.map(Content.failed) ?? .ended
        }
    }
}
