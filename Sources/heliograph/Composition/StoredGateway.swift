import Gateway
import Ledger
import Signing
import Statements
import Storage

/// What a gateway holds, for tools that read it beside the running service.
struct StoredGateway {
    let database: Database
    /// The configuration beside the database, if there is a usable one.
    private let file: ConfigurationFile?

    /// - Parameter path: a gateway's folder, the one that holds its configuration or the one that holds its database.
    init(at path: String) throws(Finding) {
        let configuration = "\(path)/\(ConfigurationFile.usualName)"
        try self.init(
            file: FileKind(of: configuration) == .nothing ? nil : try ConfigurationFile(reading: configuration),
            folder: path)
    }

    /// The gateway of a configuration.
    init(of file: ConfigurationFile) throws(Finding) { try self.init(file: file, folder: "") }

    private init(file: ConfigurationFile?, folder path: String) throws(Finding) {
        self.file = file
        do throws(StorageError) {
            database = try Database(
                at: (file?.state ?? StateDirectory(path: path)).database, .readOnly, cryptography: OpenSSLCryptography()
            )
        } catch {
            throw .unusable("\(error)")
        }
    }

    /// All logs, the gateway's own first.
    func logs() async throws(Finding) -> [LogState] {
        do throws(StorageError) {
            let logs = try await database.logs()
            let own = file?.configuration.origin
            return logs.filter { $0.origin == own } + logs.filter { $0.origin != own }
        } catch {
            throw .unusable("\(error)")
        }
    }

    /// The log that a person means: by its origin, or the gateway's own.
    func log(_ wanted: String?) async throws(Finding) -> LogState {
        let logs = try await logs()
        let origin = wanted ?? file?.configuration.origin.description
        if origin == nil, logs.count == 1 { return logs[0] }
        let known = logs.map { "\n  \($0.origin)" }.joined()
        guard let origin else { throw .unusable("name a log with --origin; here are:\(known)") }
        guard let log = logs.first(where: { $0.origin.description == origin }) else {
            throw .unusable("there is nothing of \(origin) here; there are:\(known.isEmpty ? " no logs." : known)")
        }
        return log
    }

    /// Whether the configuration names a policy.
    var hasPolicy: Bool { file?.configuration.policyFile != nil }

    /// The community's policy: the file that a person names, or the configuration's.
    func policy(_ wanted: String?) throws(Finding) -> Policy {
        try PolicyFile.read(wanted, or: file)
    }

    /// What a log says of who judges it and who signs it, for whoever knows these versions of the policy.
    func rules(of log: LogState, _ known: KnownPolicy) async throws -> LogRules {
        try await StoredRecords.rules(of: log, in: database, known)
    }

    /// The community's policy with its versions: the file that a person names, or the configuration's.
    func known(_ wanted: String?) throws(Finding) -> KnownPolicy { try PolicyFile.known(wanted, or: file) }

    /// An entry that a person asks for.
    func entry(_ index: UInt64, of log: LogState) async throws -> [UInt8] {
        guard index < log.frontier.size else {
            throw Finding.unusable("\(log.origin) has \(log.frontier.size) entries here; there is no index \(index).")
        }
        guard index == 0 || index >= log.firstIndex else {
            throw Finding.unusable(
                "entries of \(log.origin) below \(log.firstIndex) are kept here no more: ask a neighbour who keeps them all."
            )
        }
        let found = try await database.entries(of: log.origin, from: index, countLimit: 1, byteLimit: 1)
        guard let entry = found.first else {
            throw Finding.unusable(
                "entry \(index) of \(log.origin) is missing from the database: “heliograph check” says more.")
        }
        return entry
    }

    /// Calls `body` with the entries of a log below `size` that are kept here, oldest first, some thousand at a time.
    func forEachEntry(
        of origin: Origin, below size: UInt64, _ body: (_ index: UInt64, _ entry: [UInt8]) throws -> Void
    ) async throws {
        let first = try await database.log(origin)?.firstIndex ?? 0
        var index: UInt64 = 0
        while index < size {
            let wanted = Int(min(size - index, 4096))
            let entries = try await database.entries(of: origin, from: index, countLimit: wanted, byteLimit: 4 << 20)
            guard !entries.isEmpty else { return }
            for entry in entries {
                try body(index, entry)
                index += 1
            }
            index = max(index, first)
        }
    }
}
