import Logging
import ServiceLifecycle

/// Feeds the watchdog while every watched loop makes progress, and only then: a service that runs and does nothing is
/// worse than one that is started again.
///
/// The session with the broker is not watched: a name that does not resolve or a host that does not answer holds its
/// thread for minutes, and is no reason to interrupt the counting.
struct WatchdogService: Service {
    private let watchdog: any Watchdog
    private let limit: Duration
    private let loops: [WatchedLoop]
    private let clock: any GatewayClock
    private let logger: Logger

    /// - Returns: `nil` where nobody watches.
    init?(_ watchdog: (any Watchdog)?, loops: [WatchedLoop], clock: any GatewayClock, logger: Logger) {
        guard let watchdog, let limit = watchdog.limit else { return nil }
        self.watchdog = watchdog
        self.limit = limit
        self.loops = loops
        self.clock = clock
        self.logger = logger
    }

    /// Runs until a graceful shutdown. Every loop has a third of the watchdog's limit for a turn.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            var progress = ProgressComparison()
            while !Task.isCancelled {
                let standing = progress.standing(loops)
                if standing.isEmpty { watchdog.feed() }
                for loop in standing {
                    logger.error(
                        "\(loop) stands still: unless it goes on, the service manager starts the service again",
                        metadata: ["limit": "\(limit)"])
                }
                try? await clock.sleep(for: limit / 3)
            }
        }
    }
}
