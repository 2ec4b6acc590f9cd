import Ledger
import Metering
import Meters
import Statements

/// What a start reads, and what it has to say in the log before anything else.
struct GatewayStart {
    let timekeeper: Timekeeper
    let bank: MeterBank
    let load: @Sendable () async throws -> Street
    /// What this start has to say once the log is whole again, if it had to be recovered.
    let opening: @Sendable () async throws -> Opening
    /// The genesis of a new log; the restart, the configuration and the meters where they changed.
    let drafts: [Draft]
    /// What the store must remember of this start.
    let changes: [LedgerChange]
    let policyDigest: String
    /// How often things happen.
    let pace: Pace

    init(_ parts: GatewayParts) async throws {
        let identity = parts.identity
        let origin = identity.origin
        let size = try await parts.store.logs().first { $0.origin == origin }?.frontier.size ?? 0
        let newest = try await Self.newestEntry(of: origin, size: size, in: parts.store)
        let timekeeper = Timekeeper(
            clock: parts.clock, lastSigned: try newest.map { try StatementHeader(of: $0).issuedAt },
            buildDate: parts.buildDate)
        let moment = timekeeper.now()
        self.timekeeper = timekeeper
        let (known, readings) = try await Self.known(parts, registers: parts.registers, size: size)
        let wanted = parts.meters.map {
            MeterTransition.Wanted(description: $0.meter.description, isLogged: $0.isLogged)
        }
        let transition = try MeterTransition(from: known, to: wanted)
        bank = MeterBank(Self.setups(parts.meters, known, transition), at: moment)
        pace = Pace(interval: Pace.shortest(parts.meters), registerSync: parts.registerSync)
        load = { [pace] in try await Self.street(parts, known, interval: pace.interval, at: timekeeper.now()) }
        opening = { try await Self.recovered(parts, wanted, timekeeper, at: moment) }
        // A log that is not whole is not gone on with.
        let isRecovering = try await Self.recovery(in: parts.store) != nil
        let last = try newest.map { try LastLife($0, readings: readings, of: parts) }
        let said = isRecovering ? nil : try await Self.opening(parts, transition, last, at: moment)
        (drafts, changes) = (said?.drafts ?? [], said?.changes ?? [])
        policyDigest = identity.cryptography.sha256(identity.policy.text).description
    }

    private static func newestEntry(
        of origin: Origin, size: UInt64, in store: any LedgerStore
    ) async throws -> Entry? {
        guard size > 0 else { return nil }
        let entries = try await store.entries(of: origin, from: size - 1, countLimit: 1, byteLimit: Entry.sizeLimit)
        return try entries.first.map { try Entry(parsing: $0) }
    }

    /// What the store and the log have of each meter, and the log's newest readings.
    private static func known(
        _ parts: GatewayParts, registers: [Name: StoredRegister], size: UInt64, said: [MeterDescription]? = nil
    ) async throws -> (meters: [Name: MeterTransition.Known], readings: [Reading]) {
        var known = registers.mapValues {
            MeterTransition.Known(
                register: $0.register, scale: $0.scale, dialOffset: $0.dialOffset, savedAt: $0.savedAt)
        }
        // A log that is yet to begin says of its meters what is configured.
        let configured = parts.meters.filter(\.isLogged).map(\.meter.description)
        let remembered = try await parts.store.setting(ConfigurationRecord.metersSetting)
        let logged = try size == 0 ? configured : said ?? remembered.map { try Genesis(payload: $0).meters } ?? []
        for meter in logged { known[meter.name, default: MeterTransition.Known()].logged = meter }
        let totals = try await LoggedTotals(
            of: Set(configured.map(\.name)).intersection(logged.map(\.name)), in: parts.identity.origin, size: size,
            parts.store)
        for (name, reading) in totals.readings { known[name]?.raise(to: reading) }
        return (known, Array(totals.readings.values))
    }

    /// The meters, counting on from what is known of them.
    private static func setups(
        _ meters: [MeterSetup], _ known: [Name: MeterTransition.Known], _ transition: MeterTransition
    ) -> [MeterSetup] {
        meters.map { setup in
            var setup = setup
            let name = setup.meter.description.name
            setup.meter.restore(known[name]?.register ?? Register())
            setup.scale = transition.scales[name] ?? setup.scale
            return setup
        }
    }

    /// The state machines as the store has them.
    private static func street(
        _ parts: GatewayParts, _ known: [Name: MeterTransition.Known], interval: Duration, at moment: Moment
    ) async throws -> Street {
        let (identity, store) = (parts.identity, parts.store)
        // What pulses are worth may have changed since the start, together with what the log says of it.
        let stored = try await store.registers()
        var scales = known.compactMapValues { meter in
            meter.scale ?? meter.logged.map { EnergyScale(of: $0) }
        }
        var restored = known.mapValues {
            StoredRegister(register: $0.register, dialOffset: $0.dialOffset, savedAt: moment.stamp.time)
        }
        for (name, copy) in stored {
            scales[name] = copy.scale ?? scales[name]
            restored[name, default: copy].dialOffset = copy.dialOffset
        }
        for meter in parts.meters.map(\.meter.description) where scales[meter.name] == nil {
            scales[meter.name] = EnergyScale(of: meter)
        }
        let states = Dictionary(uniqueKeysWithValues: try await store.logs().map { ($0.origin, $0) })
        let own = states[identity.origin] ?? LogState(origin: identity.origin)
        let writer = try Writer(
            identity: identity, state: own, genesis: try await genesis(of: own, in: store),
            restored: restored, scales: scales, recovery: try await recovery(in: store), at: moment)
        var mirrors: [Mirror] = []
        for origin in identity.otherLogs {
            let state = states[origin] ?? LogState(origin: origin)
            let checked = try await store.setting(Mirror.checkedSetting(of: origin))
                .flatMap { UInt64(String(decoding: $0, as: UTF8.self)) }
            mirrors.append(
                try Mirror(
                    of: state, identity: identity, genesis: try await genesis(of: state, in: store),
                    checkedEnd: checked ?? 0))
        }
        return Street(writer: writer, mirrors: mirrors, interval: interval)
    }

    private static func recovery(in store: any LedgerStore) async throws -> Recovery? {
        try await store.setting(Recovery.setting).flatMap { try Recovery(setting: $0) }
    }

    /// What this start has to say in a log that was recovered, by all that the log says itself.
    private static func recovered(
        _ parts: GatewayParts, _ wanted: [MeterTransition.Wanted], _ timekeeper: Timekeeper, at started: Moment
    ) async throws -> Opening {
        let (origin, store) = (parts.identity.origin, parts.store)
        let size = try await store.logs().first { $0.origin == origin }?.frontier.size ?? 0
        let newest = try await newestEntry(of: origin, size: size, in: store)
        if let newest { timekeeper.signed(at: try StatementHeader(of: newest).issuedAt) }
        let said = try await LoggedMeters(of: origin, size: size, in: store).meters.values
        let (known, readings) = try await Self.known(
            parts, registers: try await store.registers(), size: size, said: said.sorted { $0.name < $1.name })
        let last = try newest.map { try LastLife($0, readings: readings, of: parts) }
        var opening = try await Self.opening(
            parts, try MeterTransition(from: known, to: wanted), last, at: started)
        // The meters count on by themselves, and save their registers.
        opening.changes.removeAll { if case .register = $0 { true } else { false } }
        opening.changes.append(.setting(Recovery.setting, []))
        return opening
    }

    /// The log follows where its gateway has followed the policy, and is signed by the newest of the statement keys: the old one
    /// says so, and nothing after it.
    private static func ruleChanges(_ parts: GatewayParts, at moment: Moment) async throws -> [Draft] {
        let identity = parts.identity
        let state = try await parts.store.logs().first { $0.origin == identity.origin }
        let own = state ?? LogState(origin: identity.origin)
        let rules = try Writer.rules(of: own, genesis: try await genesis(of: own, in: parts.store), identity)
        var changes: [RuleChange] = []
        if let version = identity.known.adoption, version.number > rules.adoptions.last?.version.number ?? 0 {
            changes.append(.adoption(version))
        }
        if let author = rules.author(at: own.frontier.size), let change = try identity.keyChange(from: author) {
            changes.append(.key(change))
        }
        return changes.map { Draft(issuedAt: moment.stamp.time, message: .rule($0)) }
    }

    private static func genesis(of state: LogState, in store: any LedgerStore) async throws -> [UInt8]? {
        guard state.frontier.size > 0 else { return nil }
        return try await store.entries(of: state.origin, from: 0, countLimit: 1, byteLimit: Entry.sizeLimit).first
    }

    /// What has to be signed because of this start, and what the store must remember with it.
    private static func opening(
        _ parts: GatewayParts, _ transition: MeterTransition, _ last: LastLife?, at moment: Moment
    ) async throws -> Opening {
        let meters = parts.meters.filter(\.isLogged).map(\.meter.description)
        let record = ConfigurationRecord(parts)
        let configuration = record.event(parts.configurationDigest, at: moment.stamp)
        let changes =
            try record.changes(parts.configurationDigest, meters: meters)
            + transition.registers(at: moment.stamp.time)
        guard let last else {
            var genesis = record.genesis(meters)
            genesis.predecessor = try await parts.store.setting(ConfigurationRecord.predecessorSetting)
                .map { try Checkpoint(parsing: $0) }
                .map { Genesis.Predecessor(origin: $0.origin, size: $0.size, root: $0.root) }
            let first = Draft(issuedAt: moment.stamp.time, message: .genesis(genesis))
            return Opening(drafts: try await [first, configuration] + ruleChanges(parts, at: moment), changes: changes)
        }
        var drafts: [Draft] = []
        if let saved = last.saved {
            // Not at all where the kernel kept every meter's edges and the former life had stored all that it took.
            let isComplete = !parts.meters.isEmpty && parts.meters.allSatisfy(\.beginning.isComplete)
            let missing = isComplete ? 0 : last.missingSeconds(since: saved, at: moment)
            drafts.append(Draft(.restart(saved: saved, missingSeconds: missing), at: moment.stamp))
        }
        if try await parts.store.setting(ConfigurationRecord.digestSetting) != parts.configurationDigest.bytes {
            drafts.append(configuration)
        }
        drafts += transition.drafts(at: moment.stamp)
        drafts += try await ruleChanges(parts, at: moment)
        return Opening(drafts: drafts, changes: changes)
    }
}
