import Chance
import Ledger
import Metering
import Statements
import Testing

/// A street in memory: gateways that do what their machines want, a broker between them, virtual time, and everything that
/// goes wrong decided by one seed. Whatever must never happen is noted in ``violations`` when it does.
final class Neighbourhood {
    struct Delivery {
        var due: MonotonicTime
        var ordinal: Int
        var receiver: Int
        var wire: SimulatedWire
    }

    struct Place: Hashable {
        var origin: Origin
        var index: UInt64
    }

    /// Two intervals are what an offer waits.
    static let interval: Duration = .seconds(5)
    static let quantum: Duration = .milliseconds(250)
    static let epoch: Int64 = 1_767_225_600
    static let boot = BootIdentity([1, 2, 3, 4, 5, 6, 7, 8])

    let keys: SimulatedStreet
    let policy: Policy
    let gateways: [SimulatedGateway]
    var generator: SeededGenerator
    var faults = WireFaults()
    /// How likely a process dies at a commit, before or after it.
    var crashProbability = 0.0
    var now = MonotonicTime(nanoseconds: 1_000_000_000)
    var isCounting = true
    /// What a liar on the wire makes of a message.
    var forge: (SimulatedWire) -> SimulatedWire = { $0 }
    /// What somebody answers who is no honest gateway; `nil`: what an honest one does.
    var answering: (SimulatedGateway, Ask) -> Answer? = { _, _ in nil }
    /// The broker knows of a gateway's death and keeps its messages, up to a limit.
    var waiting: [Int: [SimulatedWire]] = [:]
    var retained: [String: SimulatedWire] = [:]
    var deliveries: [Delivery] = []
    private var ordinal = 0
    var correlation: UInt64 = 0
    var inputCount = 0
    /// How many entries a shell reads of the own log at a time.
    var pageLimit = 256
    /// How often one did.
    var pageCount = 0
    /// What happens while it reads.
    var afterPage: (SimulatedGateway) async -> Void = { _ in }

    // What was ever seen on the wire, across all lives.
    var violations: [String] = []
    var publishedEntries: [Place: [UInt8]] = [:]
    var publishedRoots: [Place: Digest] = [:]
    var recordedRoots: [Place: Digest] = [:]
    var cosignedSizes: [String: UInt64] = [:]
    /// By the cosigner's name and the head's text.
    var cosignatures: [[UInt8]: NoteSignature] = [:]

    init(_ names: [String] = ["roof-a", "roof-b", "roof-c", "roof-d"], seed: UInt64 = 1) throws {
        keys = try SimulatedStreet(names)
        let policy = try keys.policy()
        self.policy = policy
        gateways = try keys.gateways.enumerated().map {
            try SimulatedGateway($1, ordinal: $0, policy: policy)
        }
        generator = SeededGenerator(seed: seed)
    }

    func moment(of gateway: SimulatedGateway) -> Moment {
        guard let boot = Self.boot else { preconditionFailure("eight bytes name a boot") }
        let seconds = Self.epoch + Int64(now.nanoseconds / 1_000_000_000)
        let stamp = ClockStamp(
            time: UnixTime(seconds: seconds), quality: gateway.quality, boot: boot, uptime: now)
        return Moment(monotonic: now, stamp: stamp)
    }

    // MARK: Lives

    func startAll() async throws {
        for gateway in gateways { try await start(gateway) }
    }

    /// Reads the machines from the disk, signs what a start has to say, and connects.
    func start(_ gateway: SimulatedGateway, isOnline: Bool = true) async throws {
        gateway.street = try gateway.disk.street(
            gateway.identity, meters: [gateway.meter], interval: Self.interval, at: moment(of: gateway))
        gateway.base = gateway.disk.registers[gateway.meter.name]?.register ?? Register()
        gateway.counted = Register()
        gateway.questions = [:]
        gateway.held = []
        if gateway.street?.writer.recovery == nil { await opening(of: gateway) }
        if isOnline { await connect(gateway) }
    }

    /// The card dies, and with the keys from a backup another one begins with nothing.
    func exchangeCard(of gateway: SimulatedGateway) async throws {
        kill(gateway)
        gateway.disk = SimulatedDisk()
        gateway.isRolledBack = true
        try gateway.disk.commit([.setting(Recovery.setting, Recovery(.missing).bytes)])
        try await start(gateway)
    }

    /// What a start has to say, and what waited for it.
    func opening(of gateway: SimulatedGateway) async {
        let stamp = moment(of: gateway).stamp
        let genesis = Genesis(
            key: gateway.identity.newestAuthor.key, meters: [gateway.meter], software: "heliograph test")
        let opening =
            gateway.size == 0
            ? Draft(issuedAt: stamp.time, message: .genesis(genesis))
            : Draft(.restart(saved: stamp.time, missingSeconds: 0), at: stamp)
        let held = gateway.held
        gateway.held = []
        await append([opening] + adoption(of: gateway) + keyChange(of: gateway) + held, by: gateway)
    }

    /// The log follows where its gateway has followed the policy.
    private func adoption(of gateway: SimulatedGateway) -> [Draft] {
        let adopted = rules(of: gateway).adoptions.last?.version.number ?? 0
        guard let version = gateway.identity.known.adoption, version.number > adopted else { return [] }
        return [rule(.adoption(version), by: gateway)]
    }

    /// The newest of the statement keys takes over.
    private func keyChange(of gateway: SimulatedGateway) -> [Draft] {
        guard let author = rules(of: gateway).author(at: gateway.size),
            let change = try? gateway.identity.keyChange(from: author)
        else { return [] }
        return [rule(.key(change), by: gateway)]
    }

    func rule(_ change: RuleChange, by gateway: SimulatedGateway) -> Draft {
        Draft(issuedAt: moment(of: gateway).stamp.time, message: .rule(change))
    }

    /// What a gateway's log says of itself, to whoever knows what the gateway knows.
    func rules(of gateway: SimulatedGateway) -> LogRules {
        let key = gateway.own(\.entries).first.flatMap {
            try? Genesis.statementKey(of: Entry(parsing: $0), origin: gateway.origin, cryptography)
        }
        return LogRules(
            of: gateway.origin, gateway.identity.known,
            author: key.map { LogAuthor(origin: gateway.origin, key: $0, cryptography) },
            changes: gateway.own(\.ruleChanges), cryptography)
    }

    func kill(_ gateway: SimulatedGateway) {
        gateway.street = nil
        gateway.isConnected = false
    }

    /// The link of one gateway is gone; the broker keeps what is for it.
    func disconnect(_ gateway: SimulatedGateway) {
        gateway.isConnected = false
        gateway.street?.disconnected()
    }

    /// The broker loses all that it had, acknowledged or not, and everybody connects again.
    func restartBroker() async {
        retained = [:]
        deliveries = []
        waiting = [:]
        for gateway in gateways where gateway.street != nil {
            disconnect(gateway)
            await connect(gateway)
        }
    }

    func connect(_ gateway: SimulatedGateway) async {
        guard gateway.street != nil, let receiver = gateways.firstIndex(where: { $0 === gateway }) else { return }
        gateway.session += 1
        gateway.isConnected = true
        gateway.acknowledged = []
        gateway.next = 0
        for wire in waiting.removeValue(forKey: receiver) ?? [] { enqueue(wire, to: receiver) }
        for key in retained.keys.sorted() { if let wire = retained[key] { enqueue(wire, to: receiver) } }
        await process(gateway) { try $0.connected(at: self.moment(of: gateway)) }
    }

    // MARK: Time

    func run(_ duration: Duration) async {
        let end = now + duration
        while now < end {
            let before = now.nanoseconds / UInt64(Self.interval.components.seconds * 1_000_000_000)
            now = now + Self.quantum
            await deliver()
            let isIntervalOver = now.nanoseconds / UInt64(Self.interval.components.seconds * 1_000_000_000) > before
            for gateway in gateways where gateway.street != nil {
                if isIntervalOver, isCounting { await read(gateway) }
                await tick(gateway)
            }
        }
    }

    /// Runs until the condition holds.
    /// - Returns: whether it came to hold in time.
    func run(atMost limit: Duration, until condition: () -> Bool) async -> Bool {
        let end = now + limit
        while !condition(), now < end { await run(Self.quantum) }
        return condition()
    }

    private func deliver() async {
        let due = deliveries.filter { $0.due <= now }.sorted { ($0.due, $0.ordinal) < ($1.due, $1.ordinal) }
        deliveries.removeAll { $0.due <= now }
        for delivery in due {
            let gateway = gateways[delivery.receiver]
            guard gateway.street != nil, gateway.isConnected else {
                if waiting[delivery.receiver, default: []].count < 2000 {
                    waiting[delivery.receiver, default: []].append(delivery.wire)
                }
                continue
            }
            await receive(delivery.wire, gateway)
        }
    }

    private func tick(_ gateway: SimulatedGateway) async {
        for (key, question) in gateway.questions.sorted(by: { $0.key < $1.key }) where question.deadline <= now {
            gateway.questions[key] = nil
            gateway.street?.unanswered(question.query)
        }
        await process(gateway) { try $0.tick(at: self.moment(of: gateway)) }
        pump(gateway)
    }

    /// Counts a little and takes a reading.
    func read(_ gateway: SimulatedGateway) async {
        gateway.counted.pulses.rawValue += Int64.random(in: 0...9, using: &generator)
        await append([reading(of: gateway)], by: gateway)
    }

    func reading(of gateway: SimulatedGateway) -> Draft {
        let total = gateway.total
        let stamp = moment(of: gateway).stamp
        let isDated = stamp.quality == .synchronised
        let reading = Reading(
            meter: gateway.meter.name, end: stamp.time,
            energy: (try? gateway.scale.energy(of: total.pulses)) ?? Joules(0), pulses: total.pulses, dial: nil,
            power: Watts(0), intervalSeconds: 5, clock: stamp.quality, boot: isDated ? nil : stamp.boot,
            uptimeSeconds: isDated ? nil : Int64(stamp.uptime.nanoseconds / 1_000_000_000), lost: total.lost,
            bounced: total.bounced, stuck: total.stuck)
        return Draft(issuedAt: stamp.time, message: .reading(reading))
    }

    /// Signs statements, in one transaction with the register.
    func append(_ drafts: [Draft], by gateway: SimulatedGateway) async {
        guard gateway.street?.writer.recovery == nil else { return gateway.held += drafts }
        let stored = StoredRegister(
            register: gateway.total, dialOffset: nil, savedAt: moment(of: gateway).stamp.time, scale: gateway.scale)
        await process(gateway) { street in
            var outcome = LedgerOutcome(changes: [.register(gateway.meter.name, stored)])
            outcome += try street.append(drafts, at: self.moment(of: gateway))
            return outcome
        }
    }

    // MARK: The broker

    /// Hands a message to everybody, or to one.
    func publish(_ wire: SimulatedWire, retainedAs key: String? = nil, to receiver: Origin? = nil) {
        let wire = forge(wire)
        if let key { retained[key] = wire }
        for (index, gateway) in gateways.enumerated() where receiver == nil || gateway.origin == receiver {
            guard !generator.happens(faults.loss) else { continue }
            enqueue(wire, to: index)
            if generator.happens(faults.repetition) { enqueue(wire, to: index) }
        }
    }

    func enqueue(_ wire: SimulatedWire, to receiver: Int) {
        let longest = UInt64(clamping: faults.delay.components.seconds * 1_000_000_000)
        let delay = longest == 0 ? 0 : UInt64.random(in: 0...longest, using: &generator)
        ordinal += 1
        deliveries.append(
            Delivery(
                due: MonotonicTime(nanoseconds: now.nanoseconds + delay), ordinal: ordinal, receiver: receiver,
                wire: wire))
    }
}
