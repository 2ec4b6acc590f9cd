import Gateway
import Ledger
import MQTT
import Metering
import Signing
import Statements
import System

/// One exchange of a policy's versions with the other members, over the street's broker: takes what they have, and leaves what
/// comes of it for them; and so with what shows that a member signed two successors of one version.
///
/// Whoever brings a copy, the broker included, is not trusted: what is taken is signatures, and each is checked.
actor PolicyExchange {
    /// More pieces of evidence are not looked at: one against each member from each would be less in any street that is sane.
    private static let evidenceLimit = 256

    private let own: Origin
    private(set) var history: PolicyHistory
    /// Against whom there is evidence, by their keys; they may be members no more.
    private var found: [NoteKey: AccusedMember]
    /// What could not be taken, and from whom.
    private(set) var refusals: [String] = []
    /// The members whose copies were taken.
    private(set) var sources: Set<Origin> = []
    /// Evidence as it came: it may follow a version that comes later.
    private var pieces: [Topic: [UInt8]] = [:]
    /// How many of our messages the broker has still to take; `nil` while we listen.
    private var outstanding: Int?

    init(_ history: PolicyHistory, against accused: [AccusedMember], as own: Origin) {
        self.history = history
        found = Dictionary(accused.map { ($0.key, $0) }) { first, _ in first }
        self.own = own
    }

    /// The members in force against whom there is evidence, by name.
    var accused: [AccusedMember] {
        found.values.filter { $0.isMember(in: history) }.sorted { $0.key.description < $1.key.description }
    }

    /// Listens for a while, from when the broker delivers what the others left, then publishes.
    /// - Throws: an unusable ``Finding`` when the broker cannot be used.
    func run(_ configuration: MQTTConfiguration, for length: Duration) async throws {
        let session = try MQTTSession(configuration)
        session.subscribe(Topic.policyFilters(of: own.community))
        session.start()
        let obstacle = await follow(session, for: length)
        await session.stop()
        if let obstacle { throw obstacle }
    }

    /// - Returns: what made the exchange impossible; `nil` once the broker has all that is ours.
    private func follow(_ session: MQTTSession, for length: Duration) async -> Finding? {
        var awaited = Set(Topic.policyFilters(of: own.community))
        var publication: Task<Void, any Error>?
        defer { publication?.cancel() }
        for await event in session.events {
            switch event {
            case .message(let message): take(message)
            case .attemptFailed(let error, _): return .unusable("\(error)")
            case .disconnected(let error, _, _): return .unusable("\(error) Try again.")
            case .subscribed(let filter):
                guard awaited.remove(filter) != nil, awaited.isEmpty else { continue }
                publication = Task {
                    try await Task.sleep(for: length)
                    try await self.publish(over: session)
                }
            case .subscriptionRefused(let filter, let reason):
                return .unusable("the broker does not let us read \(filter), reason \(reason): check its access rules.")
            case .acknowledged(let answers):
                if let refusal = answers.first(where: { !$0.isSuccess }) {
                    return .unusable(
                        "the broker did not take our copy, reason \(refusal.reason): check its access rules.")
                }
                outstanding? -= answers.count
                if outstanding == 0 { return nil }
            case .connected, .overflow: continue
            }
        }
        return .unusable("the session ended before the broker had our copy: try again.")
    }

    private func publish(over session: MQTTSession) async throws {
        let messages = messages()
        outstanding = messages.count
        for (place, message) in messages.enumerated() {
            while session.publish(MQTTMessage(message), token: UInt64(place) + 1) != .accepted {
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    private func take(_ message: MQTTMessage) {
        guard !message.payload.isEmpty, let topic = Topic(message.topic), case .policy(let sender, let member) = topic
        else { return }
        if member != nil {
            guard pieces.count < Self.evidenceLimit || pieces[topic] != nil else {
                return refusals.append(
                    "\(sender): more than \(Self.evidenceLimit) pieces of evidence are on the broker.")
            }
            pieces[topic] = message.payload
        } else if sender != own {
            take(message.payload, from: sender)
        }
    }

    /// A copy of the history. One that contradicts ours may be evidence.
    private func take(_ bytes: [UInt8], from sender: Origin) {
        do throws(LedgerError) {
            let copy = try PolicyHistory(parsing: bytes, OpenSSLCryptography())
            do throws(LedgerError) {
                try history.merge(copy)
                sources.insert(sender)
            } catch {
                refusals.append("\(sender): \(error)")
                if let evidence = history.evidence(with: copy) { try accuse(by: evidence) }
            }
        } catch {
            refusals.append("\(sender): \(error)")
        }
    }

    private func accuse(by evidence: SuccessorEvidence) throws(LedgerError) {
        for member in try AccusedMember.all(in: evidence, of: history) where found[member.key] == nil {
            found[member.key] = member
        }
    }

    /// What we leave: our copy, the evidence against those who are still members, and nothing where we had left some before.
    private func messages() -> [BrokerMessage] {
        for (topic, bytes) in pieces.sorted(by: { $0.key.text < $1.key.text }) {
            do throws(LedgerError) {
                try accuse(by: SuccessorEvidence(parsing: bytes, OpenSSLCryptography()))
            } catch {
                refusals.append("\(topic.sender): \(error)")
            }
        }
        var messages = [BrokerMessage.note(history.bytes, on: .policy(own))]
        var standing: Set<Topic> = []
        for member in accused {
            guard let name = member.key.name.logOrigin?.gateway else { continue }
            standing.insert(.policy(own, against: name))
            messages.append(.note(member.evidence.bytes, on: .policy(own, against: name)))
        }
        for topic in pieces.keys where topic.sender == own && !standing.contains(topic) {
            messages.append(.note([], on: topic))
        }
        return messages
    }
}
