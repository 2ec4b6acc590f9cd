import Gateway
import MQTT

extension Diagnosis {
    /// Logs in as the gateway does, in a session of its own.
    mutating func checkBroker(of file: ConfigurationFile) async {
        guard let broker = file.configuration.broker else {
            remark("broker", "there is none: readings stay on this machine")
            return
        }
        if broker.tls == nil, !BrokerAccess.isLoopback(broker.host) {
            remark(
                "broker",
                "the way to \(broker.host) is not encrypted: whoever listens sees password and readings; give “broker” a “tls”."
            )
        }
        do {
            var configuration = try BrokerAccess.configuration(
                broker, of: file, clientIdentifier: "\(file.configuration.origin)/check")
            configuration.sessionExpiry = .zero
            configuration.answerLimit = .seconds(10)
            configuration.stopLimit = .seconds(1)
            let session = try MQTTSession(configuration)
            session.start()
            let outcome = await Self.outcome(of: session)
            await session.stop()
            if let outcome {
                broken("broker", "\(configuration): \(outcome)")
            } else {
                works("broker", "\(configuration) lets this gateway in")
            }
        } catch {
            broken("broker", "\(error)")
        }
    }

    /// Why the first attempt failed; `nil` when it did not.
    private static func outcome(of session: MQTTSession) async -> MQTTError? {
        for await event in session.events {
            switch event {
            case .connected: return nil
            case .attemptFailed(let error, _), .disconnected(let error, _, _): return error
            default: continue
            }
        }
        return .stopped
    }
}
