import GPIO
import Gateway
import ServiceLifecycle
import Synchronization
import System
import System

/// The light on the board.
struct BoardLight: StatusIndicator, Service {
    let light: StatusLight

    /// Blinks until a graceful shutdown.
    func run() async throws {
        try await cancelWhenGracefulShutdown { [light] in try await light.run() }
    }

    func show(_ condition: ServiceCondition, summary: String) {
        light.show(LightState(rawValue: condition.rawValue) ?? .fault)
    }
}

/// The service manager: ready as soon as the service counts, and one line for `systemctl status`.
final class ServiceManagerStatus: StatusIndicator {
    private let notification = ServiceNotification()
    private let told = Mutex<String?>(nil)

    func show(_ condition: ServiceCondition, summary: String) {
        let line = "\(condition.rawValue): \(summary)"
        let isFirst = told.withLock { told -> Bool? in
            guard told != line else { return nil }
            defer { told = line }
            return told == nil
        }
        guard let isFirst else { return }
        if condition == .off { notification.stopping() }
        if isFirst { notification.ready(line) } else { notification.status(line) }
    }
}
