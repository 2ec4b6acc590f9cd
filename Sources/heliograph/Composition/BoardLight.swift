import GPIO
import Gateway
import ServiceLifecycle
import Synchronization

/// The light on the board, which a reload can move to another line, take away or bring.
final class BoardLight: StatusIndicator, Service {
    private let light: Mutex<StatusLight?>
    private let lights: AsyncStream<StatusLight?>
    private let arrival: AsyncStream<StatusLight?>.Continuation

    /// - Parameter light: `nil` for a board without one.
    init(_ light: StatusLight?) {
        self.light = Mutex(light)
        (lights, arrival) = AsyncStream.makeStream(of: StatusLight?.self, bufferingPolicy: .bufferingNewest(1))
        arrival.yield(light)
    }

    /// Takes the place of the one there is, which becomes dark.
    func replace(with light: StatusLight?) {
        self.light.withLock { $0 = light }
        arrival.yield(light)
    }

    /// Blinks until a graceful shutdown. A light whose line fails stays as it is: the gateway goes on without it.
    func run() async throws {
        await cancelWhenGracefulShutdown { [lights] in
            var running: Task<Void, any Error>?
            for await light in lights {
                running?.cancel()
                _ = await running?.result
                running = light.map { light in Task { try await light.run() } }
            }
            running?.cancel()
            _ = await running?.result
        }
    }

    func show(_ condition: ServiceCondition, summary: String) {
        light.withLock { $0 }?.show(LightState(rawValue: condition.rawValue) ?? .fault)
    }
}
