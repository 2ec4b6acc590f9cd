import Gateway
import Ledger
import Metering
import Signing
import Statements
import Storage
import System

/// How far a gateway is that gets another key for its log: the file that waits, and what the policy and the stored logs say.
enum LogKeyRenewal {
    /// How far it is; `nil` where there is one key.
    /// - Throws: what the key files and the database say.
    static func progress(
        of file: ConfigurationFile, under known: KnownPolicy, in database: Database
    ) async throws -> LogKeySuccession? {
        let origin = file.configuration.origin
        guard let next = try file.state.logKeys.loadNext() else { return nil }
        var followed: [Origin: UInt64] = [:]
        var own: LogRules?
        for log in try await database.logs() where log.frontier.size > 0 {
            let rules = try await StoredRecords.rules(of: log, in: database, known)
            followed[log.origin] = rules.version(at: log.frontier.size)?.number
            if log.origin == origin { own = rules }
        }
        let progress = LogKeySuccession(
            of: try .log(of: origin, next.publicKey, OpenSSLCryptography()), own: own, under: known,
            at: try SystemClock().utc().seconds
        ) { followed[$0] ?? 0 }
        guard let progress else {
            throw Finding.unusable(
                "the policy names the new key of this gateway's log, and has no versions that lead to it from the old one: put the policy of before back, and have the members agree on the change (heliograph community agree)."
            )
        }
        return progress
    }

    /// The same under the policy that the configuration names.
    static func progress(of file: ConfigurationFile, in database: Database) async throws -> LogKeySuccession? {
        guard let path = file.configuration.policyFile.map(file.resolve), FileKind(of: path) != .nothing else {
            return try file.state.logKeys.loadNext().map { _ in .waiting }
        }
        return try await progress(of: file, under: try PolicyFile.known(path), in: database)
    }
}

extension LogKeySuccession {
    /// For people: how far it is, and what comes next.
    var words: String {
        switch self {
        case .waiting:
            "a new log key waits until the service starts with a policy that names it: heliograph community agree proposes that"
        case .adopting:
            "the old and the new log key both sign, until the neighbours have recorded that this log follows the version which names the new one"
        case .shared(let origins):
            "the old and the new log key both sign, until \(origins.map(\.description).joined(separator: ", ")) \(origins.count == 1 ? "has" : "have") followed the version which names the new one, or for seven days; a start after that removes the old one"
        case .over: "the new log key has taken over: the service's next start removes the old one"
        }
    }
}
