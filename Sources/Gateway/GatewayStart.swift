import Ledger
import Metering
import Meters
import Statements

/// What a start reads, and what it has to say in the log before anything else.
struct GatewayStart {
    let timekeeper: Timekeeper
    let bank: MeterBank
    let load: @Sendable () async throws -> Street
    /// The genesis of a new log; the restart, the configuration and the meters where they changed.
    let drafts: [Draft]
    /// What the store must remember of this start.
    let changes: [LedgerChange]
    let policyDigest: String
    /// The shortest reading interval.
    let interval: Duration

    private static let configurationSetting = "configuration"
    private static let metersSetting = "meters"

    init(_ parts: GatewayParts) async throws {
        let identity = parts.identity
        let origin = identity.origin
        let newest = try await Self.newestEntry(of: origin, in: parts.store)
        let timekeeper = Timekeeper(
            clock: parts.clock, lastSigned: try newest.map { try StatementHeader(of: $0).issuedAt },
            buildDate: parts.buildDate)
        let moment = timekeeper.now()
        self.timekeeper = timekeeper
        bank = MeterBank(parts.meters, at: moment)
        let shortest = parts.meters.map(\.schedule.seconds).min() ?? 60
        interval = .seconds(shortest)
        load = { [interval] in try await Self.street(parts, interval: interval, at: timekeeper.now()) }
        (drafts, changes) = try await Self.opening(parts, isNew: newest == nil, at: moment)
        policyDigest = identity.cryptography.sha256(identity.policy.text).description
    }

    private static func newestEntry(of origin: Origin, in store: any LedgerStore) async throws -> Entry? {
        guard let size = try await store.logs().first(where: { $0.origin == origin })?.frontier.size, size > 0 else {
            return nil
        }
        let entries = try await store.entries(of: origin, from: size - 1, countLimit: 1, byteLimit: Entry.sizeLimit)
        return try entries.first.map { try Entry(parsing: $0) }
    }

    /// The state machines as the store has them.
    private static func street(_ parts: GatewayParts, interval: Duration, at moment: Moment) async throws -> Street {
        let (identity, store) = (parts.identity, parts.store)
        let states = Dictionary(uniqueKeysWithValues: try await store.logs().map { ($0.origin, $0) })
        let own = states[identity.origin] ?? LogState(origin: identity.origin)
        let writer = try Writer(
            identity: identity, state: own, genesis: try await genesis(of: own, in: store),
            restored: parts.registers.mapValues(\.register), meters: parts.meters.map(\.meter.description), at: moment)
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

    private static func genesis(of state: LogState, in store: any LedgerStore) async throws -> [UInt8]? {
        guard state.frontier.size > 0 else { return nil }
        return try await store.entries(of: state.origin, from: 0, countLimit: 1, byteLimit: Entry.sizeLimit).first
    }

    /// What has to be signed because of this start, and what the store must remember with it.
    private static func opening(
        _ parts: GatewayParts, isNew: Bool, at moment: Moment
    ) async throws -> (drafts: [Draft], changes: [LedgerChange]) {
        let meters = parts.meters.filter(\.isLogged).map(\.meter.description)
        let genesis = Genesis(key: parts.identity.statementSigner.publicKey, meters: meters, software: parts.version)
        let configuration = Draft(.configuration(parts.configurationDigest), at: moment.stamp)
        let changes: [LedgerChange] = [
            .setting(configurationSetting, parts.configurationDigest.bytes),
            .setting(metersSetting, try genesis.encode()),
        ]
        guard !isNew else {
            let first = Draft(issuedAt: moment.stamp.time, message: .genesis(genesis))
            return ([first, configuration], changes)
        }
        var drafts: [Draft] = []
        if let saved = parts.registers.values.map(\.savedAt).max() {
            drafts.append(
                Draft(
                    .restart(saved: saved, missingSeconds: missing(since: saved, parts, at: moment)), at: moment.stamp))
        }
        if try await parts.store.setting(configurationSetting) != parts.configurationDigest.bytes {
            drafts.append(configuration)
        }
        let known = try await parts.store.setting(metersSetting).map { try Genesis(payload: $0).meters } ?? []
        drafts += try MeterDifference(from: known, to: meters).changes(parts.registers).map {
            Draft(.meter($0), of: $0.description.name, at: moment.stamp)
        }
        return (drafts, changes)
    }

    /// For how long pulses may have gone unseen: not at all where the kernel kept every meter's edges and the former life
    /// had stored all that it took; otherwise, at most since it stored the registers last.
    private static func missing(since saved: UnixTime, _ parts: GatewayParts, at moment: Moment) -> Int64? {
        if !parts.meters.isEmpty, parts.meters.allSatisfy(\.beginning.isComplete) { return 0 }
        // Only a clock that was right then and is right now can tell how long nobody counted.
        return moment.mayCosign ? max(0, moment.stamp.time.seconds - saved.seconds) : nil
    }
}

/// What changed among the meters since the last start.
private struct MeterDifference {
    let added: [MeterDescription]
    let removed: [MeterDescription]
    let changed: [MeterDescription]

    init(from old: [MeterDescription], to new: [MeterDescription]) {
        added = new.filter { meter in !old.contains { $0.name == meter.name } }
        removed = old.filter { meter in !new.contains { $0.name == meter.name } }
        changed = new.filter { meter in old.contains { $0.name == meter.name && $0 != meter } }
    }

    /// The events, with the registers that are carried over.
    func changes(_ registers: [Name: StoredRegister]) throws(MeterError) -> [MeterChange] {
        let kinds: [(MeterChange.Kind, [MeterDescription])] = [
            (.removed(finalDial: nil), removed), (.added(initialDial: nil), added), (.constant, changed),
        ]
        var changes: [MeterChange] = []
        for (kind, meters) in kinds {
            for meter in meters {
                let pulses = registers[meter.name]?.register.pulses ?? Pulses(0)
                changes.append(
                    MeterChange(kind: kind, description: meter, energy: try meter.energy(of: pulses), pulses: pulses))
            }
        }
        return changes
    }
}
