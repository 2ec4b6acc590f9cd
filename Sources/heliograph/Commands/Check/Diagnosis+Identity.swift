import Gateway
import Ledger
import Signing
import Statements
import Storage
import System

/// What the gateway is known by: keys, database, its place in the policy.
extension Diagnosis {
    /// Root may do everything, and would find everything in order: so its check goes on as the service's user.
    mutating func takeServiceUser(of file: ConfigurationFile) {
        do throws(SystemError) {
            guard let user = try CurrentProcess.becomeOwner(of: file.state.path) else { return }
            works("user", "what follows is what \(user) sees, who owns \(file.state.path)")
        } catch {
            broken("user", "\(error)")
        }
    }

    mutating func checkIdentity(of file: ConfigurationFile) async {
        let origin = file.configuration.origin
        let state = file.state
        if state.isNew {
            remark(
                "keys",
                "none yet, and no database, in \(state.path): the service's first start makes them, as “heliograph init” does"
            )
            checkPolicy(of: file, log: nil, mirror: nil)
            return
        }
        attempt("keys") {
            _ = try KeyFile.load(state.statementKey)
            return "\(state.statementKey) signs readings"
        }
        var keys: (log: NoteKey?, mirror: NoteKey?) = (nil, nil)
        var waiting = Self.waitingLogKey(of: origin, in: state)
        attempt("keys") {
            keys.log = try .log(of: origin, KeyFile.load(state.logKey).publicKey, OpenSSLCryptography())
            return "\(state.logKey) signs checkpoints"
        }
        guard !state.hasLostDatabase else {
            remark(
                "database",
                "\(state.database) is lost: the service's next start makes another and asks every mirror of the policy for the log before it signs anything"
            )
            checkPolicy(of: file, log: keys.log, mirror: nil)
            return
        }
        do {
            let database = try Database(at: state.database, .readOnly, cryptography: OpenSSLCryptography())
            let mirror = try await MirrorKeys(in: database)
            keys.mirror = try mirror.current.mirrorKey(of: origin)
            if let next = mirror.next {
                waiting.append(try next.mirrorKey(of: origin))
                remark(
                    "keys",
                    "a new mirror key waits until the service starts with a policy that names it: \(state.card) has it")
            }
            await checkRenewal(of: file, in: database)
            let logs = try await database.logs()
            let own = logs.first { $0.origin == origin }?.frontier.size ?? 0
            let others = logs.filter { $0.origin != origin }.count
            works("database", "\(state.database): \(own) statements of its own, \(others) logs of neighbours")
            let home = try DatabaseHome(of: state.database)
            for words in home.remarks(after: try await database.setting(DatabaseHome.setting)) {
                remark("database", words)
            }
            if try await database.setting(Recovery.setting).map({ !$0.isEmpty }) ?? false {
                remark(
                    "database",
                    "the log is being recovered from the neighbours, and nothing is signed until it is whole: “heliograph recover” shows how far that is"
                )
            }
        } catch {
            broken("database", "\(error)")
        }
        checkPolicy(of: file, log: keys.log, mirror: keys.mirror, orNext: waiting)
    }

    /// Another key for the log, where one waits and can be read.
    private static func waitingLogKey(of origin: Origin, in state: StateDirectory) -> [NoteKey] {
        guard let next = try? state.logKeys.loadNext() else { return [] }
        return (try? [.log(of: origin, next.publicKey, OpenSSLCryptography())]) ?? []
    }

    /// Whether the log is signed by the keys that are here, and how far the renewal of one is.
    private mutating func checkRenewal(of file: ConfigurationFile, in database: Database) async {
        do {
            _ = try file.state.statementKeys.loadNext()
        } catch {
            broken("keys", "\(error)")
        }
        // What the other keys and the database are missing is said of them.
        switch try? await StatementKeyRenewal(of: file, in: database) {
        case .foreign(let error)?: broken("keys", "\(error)")
        case let renewal?: if let words = renewal.words { remark("keys", words) }
        case nil: break
        }
        do {
            if let progress = try await LogKeyRenewal.progress(of: file, in: database) {
                remark("keys", progress.words)
            }
        } catch {
            broken("keys", "\(error)")
        }
    }

    private mutating func checkPolicy(
        of file: ConfigurationFile, log: NoteKey?, mirror: NoteKey?, orNext waiting: [NoteKey] = []
    ) {
        guard let name = file.configuration.policyFile else {
            remark(
                "policy",
                "there is none: readings are signed and kept, and none is recorded. “heliograph community create” writes one."
            )
            return
        }
        let path = file.resolve(name)
        guard FileKind(of: path) != .nothing else {
            broken(
                "policy", "\(path) is missing: “heliograph community agree” has the members agree on it, and writes it."
            )
            return
        }
        do throws(Finding) {
            let policy = try PolicyFile.read(path)
            let origin = file.configuration.origin
            let summary = PolicySummary(policy)
            works("policy", "\(path): \(summary.promise)")
            for text in summary.remarks { remark("policy", text) }
            for (named, own, role) in [
                (policy.log(origin), log, "log"), (policy.mirror(of: origin), mirror, "mirror"),
            ] {
                checkPlace(
                    named: named, own: waiting.first { $0 == named } ?? own, role: role, of: origin, in: path)
            }
        } catch {
            broken("policy", error.message)
        }
    }

    private mutating func checkPlace(named: NoteKey?, own: NoteKey?, role: String, of origin: Origin, in path: String) {
        guard let own else { return }
        if named == nil {
            remark(
                "policy", "\(path) names no \(role) of \(origin): hand this gateway's card.txt to whoever writes it.")
        } else if named != own {
            broken(
                "policy",
                "\(path) has another key for the \(role) of \(origin): the policy is of an earlier life of this gateway; hand its card.txt to whoever writes it."
            )
        }
    }
}
