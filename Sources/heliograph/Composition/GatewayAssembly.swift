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

/// Turns a configuration into a gateway: opens the database and the keys, requests the lines, introduces the drivers to
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

    /// - Throws: the error of whichever part cannot be had, in words for the owner.
    func parts(pause: ReadingPause) async throws -> GatewayParts {
        let store = try Database(at: file.state.database, .readWrite, cryptography: cryptography)
        let registers = try await store.registers()
        let light = try light()
        let requests = configuration.meters.compactMap(\.request)
        let lines = requests.isEmpty ? nil : try BoardLines(requests)
        if lines != nil, let caution = GPIOLibrary.caution { logger.warning("\(caution)") }
        var parts = GatewayParts(
            identity: try await identity(store), store: store, broker: try broker(),
            clock: try MachineClock(isKeptByHost: configuration.isClockKeptByHost), lines: lines,
            indicators: [ServiceManagerStatus()] + [light].compactMap { $0 }, companions: [light].compactMap { $0 },
            meters: try configuration.meters.map { meter in
                let name = meter.description.name
                return try meter.setup(registers[name], opened: lines?.opened(name))
            },
            registers: registers, configurationDigest: file.digest, version: Release.version,
            buildDate: Release.date, registerSync: configuration.registerSync, limits: LedgerLimits(), pause: pause,
            logger: logger)
        parts.watchdog = ServiceManagerWatchdog()
        return parts
    }

    private func identity(_ store: Database) async throws -> LedgerIdentity {
        let logSigner = try KeyFile.load(file.state.logKey)
        let mirrorSigner = try PrivateKey(rawEd25519: try await store.mirrorSeed())
        let policy = try policy(log: logSigner.publicKey, mirror: mirrorSigner.publicKey)
        return try LedgerIdentity(
            origin: configuration.origin, policy: policy, cryptography: cryptography,
            statementSigner: try KeyFile.load(file.state.statementKey), logSigner: logSigner, mirrorSigner: mirrorSigner
        )
    }

    /// The community's policy; before there is one, a community of this gateway alone, which records nothing.
    private func policy(log: PublicKey, mirror: PublicKey) throws -> Policy {
        guard let path = configuration.policyFile else {
            return try Policy(
                logs: [.log(of: configuration.origin, log, cryptography)],
                mirrors: [.mirror(of: configuration.origin, mirror, cryptography)], cryptography)
        }
        return try PolicyFile.read(file.resolve(path))
    }

    private func broker() throws -> any Broker {
        guard let broker = configuration.broker else { return NoBroker() }
        let origin = configuration.origin
        var session = try BrokerAccess.configuration(broker, of: file, clientIdentifier: "heliograph-\(origin)")
        session.will = MQTTMessage(.status(StatusReport.offline(version: Release.version).json, of: origin))
        return try MQTTBroker(session)
    }

    private func light() throws -> BoardLight? {
        guard let light = configuration.light else { return nil }
        return BoardLight(light: try StatusLight(on: light.name, isActiveLow: light.isActiveLow))
    }
}

extension MeterConfiguration {
    /// The line to request from the kernel; `nil` for a meter without one.
    fileprivate var request: (meter: Name, request: InputRequest)? {
        guard case .pulse(let line, _) = source else { return nil }
        return (
            description.name,
            line.inputRequest
        )
    }

    /// The meter, counting on from its stored register.
    /// - Parameter opened: when its line was requested from the kernel.
    fileprivate func setup(_ stored: StoredRegister?, opened: MonotonicTime?) throws -> MeterSetup {
        let register = stored?.register ?? Register()
        let meter: any Meter =
            switch source {
            case .pulse(_, let profile):
                PulseMeter(
                    description: description, profile: profile, register: register, opened: opened)
            case .simulated(let source):
                SimulatedMeter(description: description, source: source, register: register)
            }
        return MeterSetup(
            meter: meter, schedule: try IntervalSchedule(seconds: intervalSeconds), dialOffset: stored?.dialOffset,
            isLogged: isLogged)
    }
}
