import FoundationEssentials
import Gateway
import Ledger
import MQTT
import Metering
import Signing
import Statements
import System

/// A subscriber of the demo street: what everybody can see on the wire, and how long things take.
actor StreetObserver {
    /// What was seen of one gateway.
    struct Sight {
        var status: StatusReport?
        /// Entries seen, by index, with the time they were first seen until they are recorded.
        fileprivate var waiting: [UInt64: MonotonicTime] = [:]
        fileprivate var digests: [Digest?] = []
        /// The end of what was published, as far as it was seen.
        var publishedEnd: UInt64 { UInt64(digests.count) }
        var recordedSize: UInt64 = 0
        var cosignerCount = 0
        var lastRecordSeconds: Double?
    }

    private let session: MQTTSession
    private let policy: Policy
    private let cryptography = OpenSSLCryptography()
    private(set) var sights: [Origin: Sight] = [:]
    /// Seconds from the first sight of a statement to that of a record that covers it.
    private(set) var recordSeconds: [Double] = []
    /// Indices that were published with two different bytes: the one thing that must never happen.
    private(set) var contradictions: [String] = []

    init(_ street: DemoStreet) throws {
        var configuration = MQTTConfiguration(
            host: "127.0.0.1", port: street.broker.port, clientIdentifier: "heliograph-observer")
        configuration.userName = DemoBroker.observer
        configuration.password = street.observerPassword
        configuration.incomingLimit = 4096
        configuration.reconnectDelay = .milliseconds(100) ... .seconds(1)
        session = try MQTTSession(configuration)
        policy = street.policy
    }

    /// Watches until it is cancelled.
    func run() async {
        session.subscribe(["heliograph/1/\(policy.community)/#"])
        session.start()
        for await event in session.events {
            guard case .message(let message) = event, let topic = Topic(message.topic) else { continue }
            see(topic, message.payload)
        }
        await session.stop()
    }

    private func see(_ topic: Topic, _ payload: [UInt8]) {
        let now = SystemClock.monotonic()
        var sight = sights[topic.sender] ?? Sight()
        switch topic {
        case .statement: see(statement: payload, of: topic.sender, &sight, now)
        case .recorded: see(record: payload, &sight, now)
        case .status: sight.status = try? JSONDecoder().decode(StatusReport.self, from: Data(payload))
        default: break
        }
        sights[topic.sender] = sight
    }

    private func see(statement: [UInt8], of origin: Origin, _ sight: inout Sight, _ now: MonotonicTime) {
        guard let entry = try? Entry(parsing: statement), entry.index < 10_000_000 else { return }
        let digest = cryptography.sha256(statement)
        let index = Int(entry.index)
        while sight.digests.count <= index { sight.digests.append(nil) }
        if let known = sight.digests[index] {
            if known != digest { contradictions.append("\(origin), entry \(index)") }
            return
        }
        sight.digests[index] = digest
        if entry.index >= sight.recordedSize { sight.waiting[entry.index] = now }
    }

    private func see(record: [UInt8], _ sight: inout Sight, _ now: MonotonicTime) {
        guard let note = try? SignedNote(parsing: record), let verified = try? policy.check(note, cryptography),
            verified.isRecorded, verified.checkpoint.size >= sight.recordedSize
        else { return }
        sight.recordedSize = verified.checkpoint.size
        sight.cosignerCount = verified.cosigners.count
        for (index, seen) in sight.waiting where index < verified.checkpoint.size {
            let seconds = Double(now.nanoseconds(since: seen)) / 1e9
            recordSeconds.append(seconds)
            sight.lastRecordSeconds = seconds
            sight.waiting[index] = nil
        }
    }
}
