import Gateway
import Ledger
import Signing
import Statements
import Storage

/// Which statement key signs a gateway's log by now, beside the keys that it has.
enum StatementKeyRenewal {
    /// The one that there is.
    case none
    /// The next key waits for the service's next start.
    case waiting
    /// The next key signs from an index on; the old one is needed until that is recorded.
    case signing(from: UInt64, isRecorded: Bool)
    /// The log is signed by a key that is not here.
    case foreign(LedgerError)

    /// - Throws: what the key files, the database and its entries say.
    init(of file: ConfigurationFile, in database: Database) async throws {
        let (origin, cryptography) = (file.configuration.origin, OpenSSLCryptography())
        let current = try KeyFile.load(file.state.statementKey)
        let next = try file.state.statementKeys.loadNext()
        let log = try KeyFile.load(file.state.logKey)
        let mirror = try await MirrorKeys(in: database).current
        // Who signs does not hang on the policy.
        let policy = try Policy(
            logs: [.log(of: origin, log.publicKey, cryptography)],
            mirrors: [.mirror(of: origin, mirror.publicKey, cryptography)], cryptography)
        let identity = try LedgerIdentity(
            origin: origin, known: KnownPolicy(policy), cryptography: cryptography, statementSigner: current,
            nextStatementSigner: next, logSigner: log, mirrorSigner: mirror)
        let own = try await database.log(origin) ?? LogState(origin: origin)
        let rules = try await StoredRecords.rules(of: own, in: database, identity.known)
        let author = rules.author(at: own.frontier.size) ?? identity.newestAuthor
        do throws(LedgerError) {
            try identity.checkKey(of: author)
        } catch {
            self = .foreign(error)
            return
        }
        guard next != nil else {
            self = .none
            return
        }
        guard author == identity.newestAuthor, let start = rules.start(of: author) else {
            self = .waiting
            return
        }
        let recorded = try own.notes[.recorded].map { try Checkpoint(parsing: SignedNote(parsing: $0).text).size } ?? 0
        self = .signing(from: start, isRecorded: recorded >= max(start, 1))
    }

    /// How far a renewal is, and what to do next; `nil` where there is none.
    var words: String? {
        switch self {
        case .none: nil
        case .waiting:
            "a new statement key waits: when the service starts again, the old one signs that the new one takes over"
        case .signing(let start, false):
            "the new statement key signs from entry \(start) on; the old one stays until the neighbours have recorded that"
        case .signing(let start, true):
            "the new statement key signs from entry \(start) on, which is recorded: the running service removes the old one"
        case .foreign(let error): "\(error)"
        }
    }
}
