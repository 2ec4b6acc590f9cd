import Gateway
import Synchronization
import System

/// The service manager: ready as soon as the service counts, and one line for `systemctl status`.
final class ServiceManagerStatus: StatusIndicator {
    private let notification = ServiceNotification()
    private let told = Mutex<String?>(nil)

    func show(_ condition: ServiceCondition, summary: String) {
        let isFirst = told.withLock { told -> Bool? in
            guard told != summary else { return nil }
            defer { told = summary }
            return told == nil
        }
        guard let isFirst else { return }
        if condition == .off { notification.stopping() }
        if isFirst { notification.ready(summary) } else { notification.status(summary) }
    }

    func reloading() { notification.reloading() }

    func reloaded() {
        guard let line = told.withLock({ $0 }) else { return }
        notification.ready(line)
    }
}

/// The service manager's watchdog.
struct ServiceManagerWatchdog: Watchdog {
    private let notification = ServiceNotification()

    var limit: Duration? { notification.watchdogLimit }

    func feed() { notification.alive() }
}
