import Gateway
import Ledger
import MQTT
import Signing
import Statements
import System

/// One exchange of a policy's versions with the other members, over the street's broker: takes what they have, and leaves what
/// comes of it for them.
///
/// Whoever brings a copy, the broker included, is not trusted: what is taken is signatures, and each is checked.
actor PolicyExchange {
    private let own: Origin
    private(set) var history: PolicyHistory
    /// What could not be taken, and from whom.
    private(set) var refusals: [String] = []
    /// The members whose copies were taken.
    private(set) var sources: Set<Origin> = []

    init(_ history: PolicyHistory, as own: Origin) {
        self.history = history
        self.own = own
    }

    /// Listens for a while, then publishes.
    /// - Throws: an unusable ``Finding`` when the broker cannot be used.
    func run(_ configuration: MQTTConfiguration, for length: Duration) async throws {
        let session = try MQTTSession(configuration)
        session.subscribe([Topic.policyFilter(of: own.community)])
        session.start()
        let pause = Task {
            try await Task.sleep(for: length)
            let message = MQTTMessage(.note(self.history.bytes, on: .policy(self.own)))
            while session.publish(message, token: 1) != .accepted { try await Task.sleep(for: .milliseconds(100)) }
        }
        defer { pause.cancel() }
        let obstacle = await follow(session)
        await session.stop()
        if let obstacle { throw obstacle }
    }

    /// - Returns: what made the exchange impossible; `nil` once the broker has the own copy.
    private func follow(_ session: MQTTSession) async -> Finding? {
        for await event in session.events {
            switch event {
            case .message(let message): take(message)
            case .attemptFailed(let error, _): return .unusable("\(error)")
            case .disconnected(let error, _, _): return .unusable("\(error) Try again.")
            case .subscriptionRefused(let filter, let reason):
                return .unusable("the broker does not let us read \(filter), reason \(reason): check its access rules.")
            case .acknowledged(let answers):
                guard let answer = answers.first else { continue }
                return answer.isSuccess
                    ? nil
                    : .unusable("the broker did not take our copy, reason \(answer.reason): check its access rules.")
            case .connected, .subscribed, .overflow: continue
            }
        }
        return .unusable("the session ended before the broker had our copy: try again.")
    }

    private func take(_ message: MQTTMessage) {
        guard !message.payload.isEmpty, case .policy(let sender)? = Topic(message.topic), sender != own else { return }
        do throws(LedgerError) {
            try history.merge(PolicyHistory(parsing: message.payload, OpenSSLCryptography()))
            sources.insert(sender)
        } catch {
            refusals.append("\(sender): \(error)")
        }
    }
}
