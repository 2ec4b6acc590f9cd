import Gateway
import Ledger
import Signing

/// A policy that a person names: a plain one, or one with versions, of which the newest in force counts.
enum PolicyFile {
    /// - Parameters:
    ///   - wanted: the file that a person names.
    ///   - configuration: whose policy it is otherwise.
    static func read(_ wanted: String?, or configuration: ConfigurationFile?) throws(Finding) -> Policy {
        let own = configuration.flatMap { file in file.configuration.policyFile.map(file.resolve) }
        guard let path = wanted ?? own else {
            throw .unusable("name the community's policy with --policy: no configuration here names one.")
        }
        return try read(path)
    }

    /// - Parameter number: the version that counts; the newest in force unless given.
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
        return versions[number - 1].version.policy
    }
}
