import Ledger
import Metering
import Signing
import Statements
import Storage
import System

/// A gateway of a bench's street with a folder of its own, which `heliograph run` runs as it would anywhere.
struct BenchGateway {
    let origin: Origin
    private let folder: String
    private let cryptography: OpenSSLCryptography

    private var state: StateDirectory { StateDirectory(path: folder, credentials: nil) }

    /// Keys, policy, configuration, and an empty database.
    /// - Parameter port: of a broker on the loopback that asks for no password; without it nothing is published.
    init(_ gateway: BenchStreet.Gateway, of street: BenchStreet, in workshop: BenchWorkshop, port: UInt16?) async throws
    {
        origin = gateway.origin
        folder = try workshop.folder.folder(gateway.origin.gateway.description)
        cryptography = workshop.cryptography
        try KeyFile.create(state.statementKey, gateway.statementKey)
        try KeyFile.create(state.logKey, gateway.logKey)
        try DurableFile.write(street.policy.text, to: "\(folder)/policy", mode: 0o644)
        let broker = port.map { "broker: {host: 127.0.0.1, port: \($0)}\n" } ?? ""
        let text = "origin: \(origin)\npolicy: policy\nclock: {kept-by-host: true}\n\(broker)"
        try DurableFile.write(Array(text.utf8), to: configuration, mode: 0o644)
        let seed = try gateway.mirrorKey.rawRepresentation
        try await Database(at: state.database, .create(mirrorSeed: seed), cryptography: cryptography).close()
    }

    private var configuration: String { "\(folder)/\(ConfigurationFile.usualName)" }

    /// The path of its database.
    var databasePath: String { state.database }
    /// The socket that is there once it counts.
    var controlPath: String { state.control }

    /// Its database, while the gateway does not run.
    func database() throws -> Database { try Database(at: state.database, .readWrite, cryptography: cryptography) }

    /// What its database holds of a log, while the gateway runs or not.
    func held(of origin: Origin) async throws -> MerkleFrontier? {
        let database = try Database(at: state.database, .readOnly, cryptography: cryptography)
        let frontier = try await database.log(origin)?.frontier
        await database.close()
        return frontier
    }

    /// Runs it, on any processor: neighbours do not share one.
    func start(in workshop: BenchWorkshop) async throws -> ChildProcess {
        try await ChildProcess.start(
            ChildCommand(
                "taskset",
                ["-c", "0-\(workshop.processor)", CurrentProcess.program(), "run", "--configuration", configuration],
                output: .file("\(folder)/log"), errors: .file("\(folder)/log"), leadsGroup: true, endsWithParent: true))
    }
}
