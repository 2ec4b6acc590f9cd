import Gateway
import Ledger
import Metering
import Signing
import Statements

/// Verifies what a community publishes, from nothing but its policy: topics, bytes and times in, sightings out.
///
/// The broker that delivers is not trusted. It can hold back, which shows by the age of records, repeat, which is
/// recognised, and invent, which does not verify.
struct Watcher: Sendable {
    private let known: KnownPolicy
    private let cryptography = OpenSSLCryptography()
    private var logs: [Origin: WatchedLog]
    private var unverifiableCount = 0
    private var contradictionCount = 0
    private var alarmCount = 0
    private var droppedCount = 0

    /// - Parameter start: from when on a log that is silent is overdue.
    init(_ known: KnownPolicy, at start: MonotonicTime) {
        let policy = known.newest
        self.known = known
        logs = Dictionary(
            policy.logs.compactMap(\.name.logOrigin).map { ($0, WatchedLog($0, end: policy.ends[$0], at: start)) },
            uniquingKeysWith: { first, _ in first })
    }

    /// What to subscribe to, in this order: the genesis leads to the key of the statements.
    var filters: [String] {
        ["genesis", "statement/+", "recorded", "evidence/+"].map { "heliograph/1/\(known.newest.community)/+/\($0)" }
    }

    /// A message that arrived. Topics that are of no meaning here are passed over, and so is an empty payload, which is no
    /// information.
    mutating func see(_ topic: String, _ payload: [UInt8], at now: WatchTime) -> [Sighting] {
        guard let topic = Topic(topic), !payload.isEmpty else { return [] }
        switch topic {
        case .genesis, .statement, .recorded:
            let sightings =
                logs[topic.sender]?.see(topic, payload, under: known, at: now)
                ?? [.unverifiable(topic: topic.text, index: nil, fault: .unknownLog)]
            return count(sightings)
        case .evidence: return count(see(evidence: payload, from: topic.sender))
        default: return []
        }
    }

    /// This many messages were let go before they were looked at.
    mutating func drop(_ messages: Int) -> [Sighting] { count([.dropped(messages)]) }

    /// Time has passed.
    mutating func advance(to now: MonotonicTime) -> [Sighting] {
        let usual = logs.values.compactMap(\.age.interval).max() ?? RecordAge.usualInterval
        var sightings: [Sighting] = []
        for origin in logs.keys.sorted() {
            if let (age, limit) = logs[origin]?.age.check(at: now, fallback: usual) {
                sightings.append(.overdue(origin, age: age, limit: limit))
            }
        }
        return count(sightings)
    }

    /// Nothing more will come.
    mutating func finish() -> [Sighting] {
        count(logs.keys.sorted().flatMap { logs[$0]?.finish() ?? [] })
    }

    /// What was seen so far.
    var summary: WatchSummary {
        WatchSummary(
            verified: logs.values.reduce(0) { $0 + $1.verifiedCount },
            recorded: logs.values.reduce(0) { $0 + $1.recordedCount }, unverifiable: unverifiableCount,
            contradictions: contradictionCount, alarms: alarmCount, dropped: droppedCount,
            logs: logs.values.filter { $0.rules != nil }.count, logsInPolicy: logs.count)
    }

    /// Evidence that merely fails is noise, since anybody can make it.
    private mutating func see(evidence payload: [UInt8], from sender: Origin) -> [Sighting] {
        guard let evidence = try? Evidence(decoding: payload), let log = logs[evidence.origin],
            let conviction = try? evidence.check(
                under: known.newest, author: log.rules?.author(at: 0), cryptography)
        else { return [] }
        logs[evidence.origin]?.isConvicted = true
        return [.evidence(against: conviction.origin, by: sender, mirrors: conviction.mirrors)]
    }

    private mutating func count(_ sightings: [Sighting]) -> [Sighting] {
        for sighting in sightings {
            switch sighting {
            case .unverifiable: unverifiableCount += 1
            case .contradiction, .evidence: contradictionCount += 1
            case .overdue: alarmCount += 1
            case .dropped(let messages): droppedCount += messages
            case .statement, .recorded, .resumed: continue
            }
        }
        return sightings
    }
}
