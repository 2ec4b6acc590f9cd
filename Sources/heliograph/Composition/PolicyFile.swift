import Gateway
import Ledger
import Signing
import System

/// A policy that a person names: a plain one, or one with versions, of which the newest in force counts.
enum PolicyFile {
    /// - Parameters:
    ///   - wanted: the file that a person names.
    ///   - configuration: whose policy it is otherwise.
    static func read(_ wanted: String?, or configuration: ConfigurationFile?) throws(Finding) -> Policy {
        try known(wanted, or: configuration).newest
    }

    /// The same with all versions in force.
    static func known(_ wanted: String?, or configuration: ConfigurationFile?) throws(Finding) -> KnownPolicy {
        let own = configuration.flatMap { file in file.configuration.policyFile.map(file.resolve) }
        guard let path = wanted ?? own else {
            throw .unusable("name the community's policy with --policy: no configuration here names one.")
        }
        return try known(path)
    }

    /// The policy that a configuration names; `nil` where it names none, or none is there yet.
    static func own(of file: ConfigurationFile) throws(Finding) -> Policy? {
        guard let path = file.configuration.policyFile.map(file.resolve), FileKind(of: path) != .nothing else {
            return nil
        }
        return try read(path)
    }

    /// All versions in force, or the one that a person names, or a policy without versions.
    static func known(_ path: String, version number: Int? = nil) throws(Finding) -> KnownPolicy {
        guard number == nil, PolicyHistory.isHistory(try InputFile.read(path, limit: PolicyHistory.sizeLimit)) else {
            return KnownPolicy(alone: try read(path, version: number))
        }
        let file = try PolicyHistoryFile(reading: path)
        guard let known = KnownPolicy(file.history, OpenSSLCryptography()) else {
            return KnownPolicy(alone: try file.policy())
        }
        return known
    }

    /// - Parameter number: the version whose mirrors and quorum count; the newest in force unless given. Where logs end the newest
    ///   says all the same: what a stolen key signed is no older for it.
    static func read(_ path: String, version number: Int? = nil) throws(Finding) -> Policy {
        let bytes = try InputFile.read(path, limit: PolicyHistory.sizeLimit)
        guard PolicyHistory.isHistory(bytes) else {
            if let number { throw .unusable("\(path) has no versions: leave out the \(number).") }
            do throws(LedgerError) {
                return try Policy(parsing: bytes, OpenSSLCryptography())
            } catch {
                throw .unusable("\(path): \(error)")
            }
        }
        let file = try PolicyHistoryFile(reading: path)
        let (newest, versions) = (try file.policy(), file.history.versions)
        guard let number else { return newest }
        guard versions.indices.contains(number - 1) else {
            throw .unusable("\(path) has versions 1 to \(versions.count).")
        }
        return versions[number - 1].version.policy.ended(by: newest)
    }
}
