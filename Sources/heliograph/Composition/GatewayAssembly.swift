import GPIO
import Gateway
import Ledger
import Logging
import MQTT
import Metering
import Meters
import Signing
import Statements
import Storage
import System

/// Turns a configuration into a gateway: requests the lines, opens the database and the keys, introduces the drivers to
/// the shell.
struct GatewayAssembly {
    private let file: ConfigurationFile
    private let logger: Logger
    private let cryptography = OpenSSLCryptography()

    init(_ file: ConfigurationFile, logger: Logger) {
        self.file = file
        self.logger = logger
    }

    private var configuration: GatewayConfiguration { file.configuration }

    /// The lines first: from then on the kernel keeps what happens on them, however long the rest takes.
    /// - Parameter kept: what a former life left open.
    /// - Throws: the error of whichever part cannot be had, in words for the owner.
    func parts(pause: ReadingPause, keptIn kept: DescriptorStore) async throws -> GatewayParts {
        let lines = try lines(keptIn: kept)
        try await restoreDatabase()
        let store = try Database(at: file.state.database, .readWrite, cryptography: cryptography)
        for words in try await DatabaseHome.settle(store, at: file.state.database) { logger.warning("\(words)") }
        let registers = try await store.registers()
        let clock = try MachineClock(isKeptByHost: configuration.isClockKeptByHost)
        let boot = clock.sample().boot
        let memories = try await memories(store)
        let meters = try configuration.meters.map { meter in
            let name = meter.description.name
            let line = lines.lazy.compactMap { $0.start(of: name) }.first
            return try meter.setup(registers[name], line: line, memory: memories[name], boot: boot)
        }
        let light = BoardLight(try light())
        var limits = LedgerLimits()
        limits.retention = configuration.retention
        var parts = GatewayParts(
            identity: try await identity(store), store: store, broker: try broker(), clock: clock, lines: lines,
            indicators: [ServiceManagerStatus(), light], companions: [light],
            meters: meters, registers: registers, configurationDigest: file.digest, version: Release.version,
            buildDate: Release.date, registerSync: configuration.registerSync, limits: limits, pause: pause,
            logger: logger)
        if parts.identity.nextStatementSigner != nil { parts.keyRenewal = file.state.statementKeys }
        parts.watchdog = ServiceManagerWatchdog()
        parts.powerFail = try powerFail()
        parts.owner = try owner(light, keptIn: kept)
        return parts
    }

    /// Keys without a database mean that it was lost: a new one takes its place, and the neighbours are asked for the log.
    private func restoreDatabase() async throws {
        guard file.state.hasLostDatabase else { return }
        var identity = NewIdentity(origin: configuration.origin, state: file.state)
        try await identity.makeDatabase(dial: nil)
        try await identity.makeCard()
    }

    /// One source for each meter, so that a reload can take a meter out and leave the others alone.
    private func lines(keptIn store: DescriptorStore) throws -> [BoardLines] {
        let lines = try configuration.meters.compactMap(\.request).map { try BoardLines([$0], keptIn: store) }
        // Lines that no meter has any more are free again.
        store.discard(store.names)
        if !lines.isEmpty {
            let age = try CurrentProcess.age()
            logger.info(
                "lines open",
                metadata: [
                    "lines": "\(lines.count)", "taken-over": "\(lines.reduce(0) { $0 + $1.adoptedCount })",
                    "after-ms": "\(Int(age / .milliseconds(1)))",
                    "priority": "\(DedicatedThread.permitsUrgency ? "real-time" : "ordinary")",
                ])
        }
        return lines
    }

    /// What a former life stored of the meters' lines. From now on that may not be all that was read of them, which is
    /// stored before anything is.
    private func memories(_ store: Database) async throws -> [Name: LineMemory] {
        var memories: [Name: LineMemory] = [:]
        var changes: [LedgerChange] = []
        for name in configuration.meters.map(\.description.name) {
            let key = MeterBeginning.memorySetting(of: name)
            guard let memory = try await store.setting(key).flatMap(LineMemory.init(bytes:)) else { continue }
            memories[name] = memory
            if memory.isComplete { changes.append(.setting(key, memory.reopened.bytes)) }
        }
        do {
            if !changes.isEmpty { try await store.commit(changes) }
        } catch {
            logger.warning(
                "the start could not be stored; should this run end at once as well, its losses will not be told",
                metadata: ["error": "\(error)"])
        }
        return memories
    }

    /// The line is a source of its own, so that nothing of a meter's holds it up.
    private func powerFail() throws -> PowerFailLine? {
        guard let line = configuration.powerFail else { return nil }
        let user = try Name("power-fail")
        let source = try BoardLines([(user, line.inputRequest)], keptIn: nil)
        return PowerFailLine(source: source, isActive: source.start(of: user)?.isActive ?? false)
    }

    /// How the running service can be asked and changed. Without its socket a gateway still counts and signs.
    private func owner(_ light: BoardLight, keptIn kept: DescriptorStore) throws -> OwnerParts {
        var owner = OwnerParts(
            source: ConfigurationReload(of: file.path, light: light, keptIn: kept, logger: logger),
            configuration: try OwnerConfiguration(file, isAtStart: true))
        do throws(SystemError) {
            owner.requests = try OwnerSocket(in: file.state)
        } catch {
            logger.warning("no tool can ask this service", metadata: ["reason": "\(error)"])
        }
        return owner
    }

    private func identity(_ store: Database) async throws -> LedgerIdentity {
        let policy = try await policy(log: KeyFile.load(file.state.logKey).publicKey, store)
        if try await LogKeyRenewal.progress(of: file, under: policy, in: store) == .over { leaveOldLogKey() }
        let mirror = try await MirrorKeys.settle(in: store, of: configuration.origin, under: policy)
        let identity = try LedgerIdentity(
            origin: configuration.origin, known: policy, cryptography: cryptography,
            statementSigner: try KeyFile.load(file.state.statementKey),
            nextStatementSigner: try file.state.statementKeys.loadNext(),
            logSigner: try KeyFile.load(file.state.logKey), nextLogSigner: try file.state.logKeys.loadNext(),
            mirrorSigner: mirror.current, formerMirrorSigner: mirror.former)
        if let words = identity.mirrorReplacement { logger.warning("\(words)") }
        return identity
    }

    /// Nobody needs it any more; while it stays, it signs beside the new one, and the next start tries again.
    private func leaveOldLogKey() {
        do {
            try file.state.logKeys.finish()
            logger.notice("the old log key is gone, and the new one in its place: make a new backup")
        } catch {
            logger.warning("the old log key stays beside the new one", metadata: ["reason": "\(error)"])
        }
    }

    /// The community's policy; before there is one, a community of this gateway alone, which records nothing.
    private func policy(log: PublicKey, _ store: Database) async throws -> KnownPolicy {
        guard let path = configuration.policyFile else {
            let mirror = try await MirrorKeys(in: store).current.publicKey
            return KnownPolicy(
                try Policy(
                    logs: [.log(of: configuration.origin, log, cryptography)],
                    mirrors: [.mirror(of: configuration.origin, mirror, cryptography)], cryptography))
        }
        return try await FollowedPolicy.follow(file.resolve(path), in: store)
    }

    func broker() throws -> any Broker {
        guard let broker = configuration.broker else { return NoBroker() }
        let origin = configuration.origin
        var session = try BrokerAccess.configuration(broker, of: file, clientIdentifier: "heliograph-\(origin)")
        session.will = MQTTMessage(.status(StatusReport.offline(version: Release.version).json, of: origin))
        return try MQTTBroker(session)
    }

    func light() throws -> StatusLight? {
        try configuration.light.map { try StatusLight(on: $0.name, isActiveLow: $0.isActiveLow) }
    }
}

extension MeterConfiguration {
    /// The line to request from the kernel; `nil` for a meter without one.
    var request: (meter: Name, request: InputRequest)? {
        guard case .pulse(let line, _) = source else { return nil }
        return (
            description.name,
            line.inputRequest
        )
    }

    /// The meter, counting on from its stored register.
    /// - Parameters:
    ///   - line: where its line's edges begin.
    ///   - memory: what a former life stored of its line.
    func setup(
        _ stored: StoredRegister?, line: InputStart?, memory: LineMemory?, boot: BootIdentity
    ) throws -> MeterSetup {
        let register = stored?.register ?? Register()
        var beginning = MeterBeginning.anew
        let meter: any Meter
        switch source {
        case .pulse(_, let profile):
            var state = PulseFilterState(opened: line?.opened)
            if let line, line.isAdopted, let memory, memory.isOf(boot: boot, opened: line.opened) {
                state = memory.resumption
                beginning = .resumed(at: memory.countedUntil, isComplete: memory.isComplete)
            }
            meter = PulseMeter(description: description, profile: profile, register: register, resuming: state)
        case .simulated(let source):
            meter = SimulatedMeter(description: description, source: source, register: register)
        }
        return MeterSetup(
            meter: meter, schedule: try IntervalSchedule(seconds: intervalSeconds), dialOffset: stored?.dialOffset,
            isLogged: isLogged, beginning: beginning)
    }
}
