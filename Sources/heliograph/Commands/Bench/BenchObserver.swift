import Gateway
import Ledger
import MQTT
import Statements

/// Sees what gateways of a bench's street say on its broker, but for the entries themselves, and speaks for those that are
/// not there.
struct BenchObserver {
    private let session: MQTTSession

    init(of street: BenchStreet, port: UInt16) throws {
        var configuration = MQTTConfiguration(host: "127.0.0.1", port: port, clientIdentifier: "bench-observer")
        configuration.incomingLimit = 65_536
        configuration.incomingByteLimit = 64 << 20
        configuration.reconnectDelay = .milliseconds(20) ... .milliseconds(200)
        session = try MQTTSession(configuration)
        session.subscribe(
            ["recorded", "cosignature/+", "ask/+", "status"].map { "heliograph/1/\(street.policy.community)/+/\($0)" })
        session.start()
    }

    /// Speaks for a gateway, waiting while the session has no room.
    func publish(
        _ payload: [UInt8], on topic: Topic, isRetained: Bool = false, contentType: String? = nil
    ) async throws {
        let message = MQTTMessage(topic: topic.text, payload: payload, isRetained: isRetained, contentType: contentType)
        while session.publish(message, token: .random(in: .min ... .max)) != .accepted {
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    /// Returns at the first message that is wanted; those before it are passed over.
    /// - Throws: a negative ``Finding`` when the session ends or does not begin.
    func await(_ isWanted: (Topic, [UInt8]) throws -> Bool) async throws {
        var failureCount = 0
        for await event in session.events {
            switch event {
            case .message(let message):
                if let topic = Topic(message.topic), try isWanted(topic, message.payload) { return }
            case .attemptFailed(let error, _):
                // A broker that has just been started may refuse the first attempts.
                failureCount += 1
                if failureCount == 100 { throw error }
            case .disconnected(let error, _, _): throw error
            default: break
            }
        }
        throw Finding.negative("the session with the broker ended")
    }

    /// Returns at the first message on a topic that is wanted.
    func await(_ isWanted: (Topic) -> Bool) async throws { try await self.await { topic, _ in isWanted(topic) } }

    func stop() async { await session.stop() }
}
