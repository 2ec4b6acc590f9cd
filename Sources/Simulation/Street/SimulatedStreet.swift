import Gateway
import Ledger
import Metering
import Statements

/// A street in memory, for one virtual day: gateways of the shipping code, liars, a broker and a network between them, and
/// all that goes wrong, from one seed. Nothing here knows what time it really is, and one thing happens after the other.
package final class SimulatedStreet {
    let options: StreetOptions
    let plan: StreetPlan
    /// The right ones, whatever the gateways go by.
    let policies: StreetPolicies
    let origins: [Origin]
    let places: [Origin: Int]
    /// The honest by place, and the liars by place.
    private(set) var gateways: [SimulatedGateway?] = []
    private(set) var honest: [SimulatedGateway] = []
    private(set) var liars: [Liar?] = []
    var generator: SeededGenerator
    var agenda = Agenda<StreetEvent>()
    var now = MonotonicTime(nanoseconds: 0)
    var broker: SimulatedBroker
    var network: SimulatedNetwork
    var story: Story
    var inspection: Inspection
    var result: StreetResult
    var isPeace = false
    /// The place of the newest version in force.
    var versionInForce = 0
    /// How many days went by at once, for everybody.
    var daysAsleep: Int64 = 0
    /// Whether the last one to follow the policy is to have done so.
    var isStragglerCalled = false
    private let signers: [any Signer]
    /// The second key of each log.
    private let renewedLogs: [any Signer]
    private var isOver = false

    /// - Throws: what the scheme throws when it makes keys.
    package init(seed: UInt64, options: StreetOptions) throws {
        self.options = options
        var generator = SeededGenerator(seed: seed)
        plan = StreetPlan(options: options, &generator)
        let count = plan.gatewayCount
        let (scheme, cryptography) = (options.scheme, options.scheme.cryptography)
        let origins = try (0..<count).map { try Origin("linden.energy/roof-\($0)") }
        let signers = try (0..<3 * count).map { try scheme.signer($0) }
        let renewedLogs = try origins.indices.map { try scheme.signer(6 * count + $0) }
        let policies = try StreetPolicies(
            plan.policy, origins: origins, log: { $1 ? renewedLogs[$0] : signers[3 * $0] },
            mirror: { try $1 == 0 ? signers[3 * $0 + 1] : scheme.signer(3 * count + 2 * $0 + $1) }, cryptography)
        self.origins = origins
        self.policies = policies
        self.signers = signers
        self.renewedLogs = renewedLogs
        places = Dictionary(uniqueKeysWithValues: origins.enumerated().map { ($1, $0) })
        broker = SimulatedBroker(origins)
        network = SimulatedNetwork(count: count)
        story = Story(isKept: options.isTold, violationLimit: options.violationLimit)
        inspection = Inspection(count: count, liars: plan.liars)
        result = StreetResult(seed: seed)
        self.generator = generator
        for place in origins.indices {
            let isLiar = plan.liars.contains(place)
            let version = isLiar ? policies.known.count - 1 : policies.foundingVersion(of: place)
            guard let card = policies.cards.firstIndex(where: { $0.place == place }) else { continue }
            let identity = try identity(of: place, version: version, card: card)
            let gateway =
                isLiar
                ? nil : try SimulatedGateway(place: place, card: card, identity: identity, cryptography: cryptography)
            gateway?.version = version
            gateways.append(gateway)
            honest += gateway.map { [$0] } ?? []
            liars.append(
                isLiar
                    ? Liar(
                        place: place, identity: identity, policies: policies, conspiracy: plan.policy.conspiracy,
                        count: count, &self.generator) : nil)
        }
    }

    /// Who somebody is who has followed the policy so far.
    /// - Parameter hasLeftOldLogKey: whether nobody needs the log's first key any more.
    func identity(
        of place: Int, version: Int, card: Int, hasLeftOldLogKey: Bool = false
    ) throws -> LedgerIdentity {
        let known = policies.known[version]
        let next = plan.policy.members[version].renewed.contains(place) ? renewedLogs[place] : nil
        return try LedgerIdentity(
            origin: origins[place], known: plan.liars.contains(place) ? known : options.plant.known(known),
            cryptography: options.scheme.cryptography, statementSigner: signers[3 * place + 2],
            logSigner: hasLeftOldLogKey ? next ?? signers[3 * place] : signers[3 * place],
            nextLogSigner: hasLeftOldLogKey ? nil : next, mirrorSigner: policies.cards[card].signer)
    }

    /// Lets the day pass, and then time without faults until everything is recorded.
    package func run() async -> StreetResult {
        story.tell("\(origins.count) gateways, of which lie: \(plan.liars); \(plan.faults.count) faults", at: now)
        story.tell("the policy \(policies.isVersioned ? "has versions" : "has no versions")", at: now)
        prepare()
        while !isOver, let (time, events) = agenda.takeNext() {
            now = time
            for event in events { await handle(event) }
            for gateway in honest where gateway.isTouched { await turn(gateway) }
            if story.violations.count >= options.violationLimit { isOver = true }
        }
        inspectReadings()
        result.gatewayCount = origins.count
        result.liarCount = plan.liars.count
        result.versionCount = policies.isVersioned ? policies.known.count : 0
        result.adoptionCount = honest.reduce(0) { count, gateway in
            let adoptions = rules(of: gateway.place, gateway.disk.log(gateway.origin) { $0 }).adoptions
            return count + adoptions.dropFirst().count { $0.record != nil }
        }
        result.isConspired = plan.policy.conspiracy != nil
        result.faultCount = plan.faults.count
        result.seconds = Double(now.nanoseconds) / 1e9
        result.entryCount = honest.reduce(0) { $0 + $1.disk.log($1.origin) { Int($0.size) } }
        result.recordCount = inspection.recordCount
        result.convictionCount = inspection.convicted.count
        result.violations = story.violations
        result.story = story.lines
        return result
    }

    private func prepare() {
        for gateway in honest where gateway.place < plan.founderCount {
            agenda.put(.start(gateway.place), at: after(milliseconds: generator.number(in: 0...30_000)))
        }
        preparePolicy()
        for liar in liars.compactMap(\.self) { agenda.put(.lie(liar.place), at: after(milliseconds: 40_000)) }
        for (index, fault) in plan.faults.enumerated() {
            agenda.put(.fault(index), at: after(milliseconds: fault.start * 1000))
            if fault.length > 0 {
                agenda.put(.heal(index), at: after(milliseconds: (fault.start + fault.length) * 1000))
            }
        }
        agenda.put(.audit, at: after(milliseconds: Self.auditPeriod))
        agenda.put(.peace, at: after(milliseconds: Int(options.daySeconds) * 1000))
    }

    func after(milliseconds: Int) -> MonotonicTime {
        MonotonicTime(nanoseconds: now.nanoseconds + UInt64(max(0, milliseconds)) * 1_000_000)
    }

    private func handle(_ event: StreetEvent) async {
        switch event {
        case .message(let receiver, let message): await deliver(message, to: receiver)
        case .acknowledged(let place, let session, let tokens): acknowledge(tokens, session, to: place)
        case .tick(let place, let ordinal): await tick(place, ordinal)
        case .reading(let place, let ordinal):
            guard let gateway = gateways[place], gateway.readingOrdinal == ordinal, gateway.life != nil else { return }
            gateway.wantsReading = true
            gateway.isTouched = true
        case .start(let place): await start(place)
        case .connect(let place): connect(place)
        case .clockSet(let place):
            gateways[place]?.clock.change {
                $0.isSynchronised = true
                $0.error = 0
            }
        case .lie(let place): await lie(place)
        case .fault(let index): begin(plan.faults[index].fault)
        case .heal(let index): end(plan.faults[index].fault)
        case .prelude(let index): prepareChange(index)
        case .inForce(let index): change(index)
        case .follow(let place, let version): follow(place, version)
        case .restart(let place):
            if let gateway = gateways[place] { kill(gateway, "its owner starts it again", restartAfter: 500) }
        case .awake: callStraggler()
        case .audit: await audit()
        case .peace: makePeace()
        }
    }

    /// What is promised at all times is looked at so often, in ms.
    private static let auditPeriod = 900_000
    /// How long after the last fault everything must be recorded, in s.
    private static let patience: Int64 = 4 * 3600

    private func audit() async {
        inspectRecords()
        for gateway in honest {
            await inspectBacklog(of: gateway)
            await inspectRules(of: gateway)
        }
        if isPeace, isEndOfPeace() { return isOver = true }
        agenda.put(.audit, at: after(milliseconds: isPeace ? 60_000 : Self.auditPeriod))
    }

    private func isEndOfPeace() -> Bool {
        let waiting = honest.filter { isPromised($0) && !isRecorded($0) }
        let seconds = Int64(now.nanoseconds / 1_000_000_000)
        if waiting.isEmpty, daysAsleep == 0 || isStragglerCalled {
            // Where nothing is promised, liars have some more time.
            guard plan.policy.isLive || seconds > options.daySeconds + 3600 else { return false }
            guard let straggler = plan.policy.straggler, daysAsleep == 0 else { return true }
            fallAsleep(calling: straggler)
            return false
        }
        let patience = daysAsleep == 0 ? Self.patience : 3 * Self.patience
        guard seconds > options.daySeconds + patience else { return false }
        for gateway in waiting { complainOfUnrecorded(gateway) }
        return true
    }

    private func makePeace() {
        isPeace = true
        story.tell("peace: from here on nothing goes wrong but what liars do", at: now)
        network.heal()
        for gateway in honest {
            gateway.disk.heal()
            gateway.isLinked = true
            gateway.life?.session.breakOff(after: nil)
            gateway.clock.change {
                $0.isSynchronised = true
                $0.error = 0
            }
            inspection.sizeAtPeace[gateway.place] = gateway.disk.log(gateway.origin) { $0.size }
            agenda.put(
                gateway.life == nil ? .start(gateway.place) : .connect(gateway.place), at: after(milliseconds: 1000))
        }
    }
}
