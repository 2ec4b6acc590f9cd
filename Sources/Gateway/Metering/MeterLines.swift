import Metering
import Synchronization

/// The sources of edges that are drained, each by a task of its own. Some can come and some can go while the gateway
/// counts; a source goes when the last of its meters has gone.
final class MeterLines: Sendable {
    /// How many sources may wait to be drained: more than there can be meters, twice over.
    private static let arrivalLimit = 128

    private struct Feed: Sendable {
        let ordinal: Int
        let source: any LineSource
        /// The meters that still count.
        var meters: Set<Name>
    }

    private struct State {
        var feeds: [Feed] = []
        var nextOrdinal = 0
        var isStopped = false
    }

    private let state = Mutex(State())
    private let arrivals: AsyncStream<Feed>
    private let arrival: AsyncStream<Feed>.Continuation

    init(_ sources: [any LineSource]) {
        (arrivals, arrival) = AsyncStream.makeStream(
            of: Feed.self, bufferingPolicy: .bufferingOldest(Self.arrivalLimit))
        for source in sources { add(source) }
    }

    /// How far the slowest of the sources' threads has come; `nil` where there is none.
    var drainedUntil: MonotonicTime? { state.withLock { $0.feeds.compactMap(\.source.drainedUntil).min() } }

    /// One more source, which is drained from now on.
    func add(_ source: any LineSource) {
        let feed = state.withLock { state -> Feed? in
            guard !state.isStopped else { return nil }
            defer { state.nextOrdinal += 1 }
            let feed = Feed(ordinal: state.nextOrdinal, source: source, meters: source.meters)
            state.feeds.append(feed)
            return feed
        }
        guard let feed else { return source.stop() }
        arrival.yield(feed)
    }

    /// A meter counts no more: its source is let go of with the last of its meters.
    func remove(_ meter: Name) {
        let released = state.withLock { state in
            for index in state.feeds.indices { state.feeds[index].meters.remove(meter) }
            defer { state.feeds.removeAll { $0.meters.isEmpty } }
            return state.feeds.filter(\.meters.isEmpty)
        }
        for feed in released { feed.source.release() }
    }

    /// Takes nothing more from any line. What was taken is still counted, and then ``drain(into:)`` ends.
    func stop() {
        let feeds = state.withLock { state in
            state.isStopped = true
            return state.feeds
        }
        for feed in feeds { feed.source.stop() }
        arrival.finish()
    }

    /// Hands the edges to the meters, until ``stop()`` or until the task is cancelled. For one task.
    func drain(into bank: MeterBank) async {
        await withDiscardingTaskGroup { group in
            for await feed in arrivals {
                group.addTask { [self] in
                    for await event in feed.source.events { await bank.accept(event) }
                    // Lines that failed are told of once, and are nobody's thread to wait for any more.
                    state.withLock { state in state.feeds.removeAll { $0.ordinal == feed.ordinal } }
                }
            }
        }
    }
}
