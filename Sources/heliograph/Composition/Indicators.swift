import GPIO
import Gateway
import ServiceLifecycle
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
