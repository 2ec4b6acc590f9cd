import Gateway
import Ledger
import Metering
import Signing
import Statements
import Storage
import System

/// Makes what a gateway is known by, and never touches what is there.
///
/// The database comes first, so that keys without a database always mean a database that was lost: then neighbours may
/// hold a log under these keys, and a new database says from its first moment on that they have to be asked.
struct NewIdentity {
    let origin: Origin
    let state: StateDirectory
    /// The files that were made, not found.
    private(set) var made: Set<String> = []
    /// Whether the database takes the place of one that was lost.
    private(set) var isReplacement = false

    init(origin: Origin, state: StateDirectory) {
        self.origin = origin
        self.state = state
    }

    /// The database with a mirror's key of its own.
    /// - Parameter dial: a meter whose dial shows more than its register will.
    mutating func makeDatabase(dial: (meter: Name, offset: Joules)?) async throws(Finding) {
        guard FileKind(of: state.database) == .nothing else {
            try await checkDatabase(hasDial: dial != nil)
            return
        }
        isReplacement = state.hasLostDatabase
        for key in [state.statementKey, state.logKey] where FileKind(of: key) != .nothing && !isReplacement {
            throw .unusable(
                "\(key) is here alone. If \(origin) ever ran, its neighbours hold its log, and both keys are needed to go on with it: put the other one back from the backup (heliograph keys restore), or go on under another name (heliograph recover --new-origin)."
            )
        }
        if isReplacement, dial != nil {
            throw .unusable("the log of \(origin) says what the dial shows, if it was ever said: leave out --dial.")
        }
        let settings = isReplacement ? [Recovery.setting: Recovery(.missing).bytes] : [:]
        try await Self.attempt {
            let seed = try PrivateKey.generate(.ed25519).rawRepresentation
            let database = try Database(
                at: state.database, .create(mirrorSeed: seed, settings: settings), cryptography: OpenSSLCryptography())
            if let dial {
                let register = StoredRegister(
                    register: Register(), dialOffset: dial.offset, savedAt: try SystemClock().utc())
                try await database.commit([.register(dial.meter, register)])
            }
            await database.close()
        }
        made.insert(state.database)
    }

    /// The database of a gateway that goes on where another log ends.
    /// - Parameters:
    ///   - head: the end of that log, where it is known.
    ///   - registers: what its meters had counted.
    mutating func makeDatabase(after head: Checkpoint?, _ registers: [Name: StoredRegister]) async throws(Finding) {
        try await Self.attempt {
            let seed = try PrivateKey.generate(.ed25519).rawRepresentation
            let settings = head.map { [ConfigurationRecord.predecessorSetting: $0.text] } ?? [:]
            let database = try Database(
                at: state.database, .create(mirrorSeed: seed, settings: settings), cryptography: OpenSSLCryptography())
            try await database.commit(registers.sorted { $0.key < $1.key }.map { .register($0.key, $0.value) })
            await database.close()
        }
        made.insert(state.database)
    }

    /// A database that holds a log must have the keys of that log; nobody can make them again.
    private func checkDatabase(hasDial: Bool) async throws(Finding) {
        if hasDial {
            throw .unusable("\(state.database) is there already, and a dial is given with a new one: leave out --dial.")
        }
        let missing = [state.statementKey, state.logKey].first { FileKind(of: $0) == .nothing }
        guard let missing else { return }
        let size = try await Self.attempt {
            let database = try Database(at: state.database, .readOnly, cryptography: OpenSSLCryptography())
            return try await database.log(origin)?.frontier.size ?? 0
        }
        if size > 0 {
            throw .unusable(
                "\(state.database) holds \(size) statements of \(origin), but \(missing) is not here: put it back from the backup (heliograph keys restore). A new key cannot continue this log: without a backup, go on under another name (heliograph recover --new-origin)."
            )
        }
    }

    /// The two keys that are files.
    mutating func makeKeys() throws(Finding) {
        for path in [state.statementKey, state.logKey] where FileKind(of: path) == .nothing {
            do throws(SigningError) {
                try KeyFile.create(path, try PrivateKey.generate(.ed25519))
            } catch {
                throw .unusable("\(error)")
            }
            made.insert(path)
        }
    }

    /// The card, from the keys that there are.
    mutating func makeCard() async throws(Finding) {
        guard FileKind(of: state.card) == .nothing || isReplacement else { return }
        try await Self.attempt {
            let database = try Database(at: state.database, .readOnly, cryptography: OpenSSLCryptography())
            try await OwnCard.write(of: origin, in: state, database)
        }
        made.insert(state.card)
    }

    /// Whatever a driver says against it makes the input unusable, in the driver's own words.
    private static func attempt<Result>(_ body: () async throws -> Result) async throws(Finding) -> Result {
        do {
            return try await body()
        } catch {
            throw .unusable("\(error)")
        }
    }
}
