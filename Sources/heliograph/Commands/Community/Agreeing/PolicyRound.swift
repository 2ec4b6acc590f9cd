import Gateway
import Ledger
import MQTT
import Signing
import Statements
import System

/// A member's place at the table while a community agrees on its policy: hears what the others have, and shows them what it has,
/// over the street's broker.
///
/// Whoever brings a copy, the broker included, is not trusted: what is taken is signatures, and each is checked. A member that has no
/// policy yet takes the first one of which a version bears the signature of whoever let it in.
actor PolicyRound {
    private let own: Origin
    private let session: MQTTSession
    private let founders: [NoteKey]
    /// What is agreed so far; `nil` while nothing was heard of.
    private(set) var history: PolicyHistory?
    /// Whether the broker sends us what the others leave.
    private(set) var isListening = false
    /// Why it cannot go on.
    private(set) var obstacle: Finding?
    /// What could not be taken, by whose copy it is.
    private(set) var refusals: [Origin: String] = [:]
    private var published: UInt64 = 0
    private var acknowledged: UInt64 = 0

    /// - Parameters:
    ///   - history: what this member has.
    ///   - founders: whose signature makes a history one to look at.
    init(_ history: PolicyHistory?, as own: Origin, founders: [NoteKey], over session: MQTTSession) {
        self.history = history
        self.own = own
        self.founders = founders
        self.session = session
    }

    /// Hears what comes until the session ends.
    func listen() async {
        // Of evidence against members share and status speak.
        session.subscribe(Array(Topic.policyFilters(of: own.community).prefix(1)))
        session.start()
        for await event in session.events {
            switch event {
            case .subscribed: isListening = true
            case .message(let message): take(message)
            case .attemptFailed(let error, _) where !isListening: obstacle = .unusable("\(error)")
            case .subscriptionRefused(let filter, let reason):
                obstacle = .unusable(
                    "the broker does not let us read \(filter), reason \(reason): check its access rules.")
            case .acknowledged(let answers): answers.forEach(acknowledge)
            case .disconnected(_, let unacknowledged, _) where !unacknowledged.isEmpty: publish()
            case .connected, .attemptFailed, .disconnected, .overflow: continue
            }
        }
    }

    /// Puts something else in the place of what is agreed so far, and shows it to the others.
    func show(_ history: PolicyHistory) {
        self.history = history
        publish()
    }

    /// Whether the broker has what was shown last.
    var isShown: Bool { published == acknowledged }

    private func publish() {
        guard let history, !history.bytes.isEmpty else { return }
        let message = MQTTMessage(.note(history.bytes, on: .policy(own)))
        if session.publish(message, token: published + 1) == .accepted { published += 1 }
    }

    private func acknowledge(_ answer: PublishAcknowledgement) {
        guard answer.isSuccess else {
            obstacle = .unusable("the broker did not take our copy, reason \(answer.reason): check its access rules.")
            return
        }
        acknowledged = max(acknowledged, answer.token)
    }

    private func take(_ message: MQTTMessage) {
        guard !message.payload.isEmpty, case .policy(let sender, nil)? = Topic(message.topic) else { return }
        do throws(LedgerError) {
            let other = try PolicyHistory(parsing: message.payload, OpenSSLCryptography())
            guard var merged = history else {
                if other.isSigned(byAnyOf: founders) { history = other }
                return
            }
            try merged.merge(other)
            history = merged
            refusals[sender] = nil
        } catch {
            refusals[sender] = "\(sender): \(error)"
        }
    }
}
