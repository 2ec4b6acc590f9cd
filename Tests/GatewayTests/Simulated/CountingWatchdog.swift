import Gateway
import Synchronization

/// A watchdog that counts what it is fed.
final class CountingWatchdog: Watchdog {
    let limit: Duration?
    private let feeds = Mutex(0)

    init(limit: Duration?) { self.limit = limit }

    var feedCount: Int { feeds.withLock { $0 } }

    func feed() { feeds.withLock { $0 += 1 } }
}
