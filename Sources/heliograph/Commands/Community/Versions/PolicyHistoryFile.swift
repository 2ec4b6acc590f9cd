import Ledger
import Signing
import System

/// A file with the versions of a community's policy.
struct PolicyHistoryFile {
    let path: String
    var history: PolicyHistory

    /// Reads it.
    init(reading path: String) throws(Finding) {
        self.path = path
        let bytes = try InputFile.read(path, limit: PolicyHistory.sizeLimit)
        guard PolicyHistory.isHistory(bytes) else {
            throw .unusable(
                "\(path) is no policy with versions: “heliograph community propose” makes its first version of a plain policy."
            )
        }
        do throws(LedgerError) {
            history = try PolicyHistory(parsing: bytes, OpenSSLCryptography())
        } catch {
            throw .unusable("\(path): \(error)")
        }
    }

    /// The versions of a file, or the history that begins with the plain policy in it.
    static func history(in path: String) throws(Finding) -> PolicyHistory {
        if PolicyHistory.isHistory(try InputFile.read(path, limit: PolicyHistory.sizeLimit)) {
            return try Self(reading: path).history
        }
        let policy = try PolicyFile.read(path)
        do throws(LedgerError) {
            return try PolicyHistory(founding: policy)
        } catch {
            throw .unusable("\(path): \(error)")
        }
    }

    /// The newest version in force.
    /// - Throws: an unusable ``Finding`` while not even the first is.
    func policy() throws(Finding) -> Policy {
        guard let policy = history.policy else {
            throw .unusable("\(path): its first version is not in force yet; have its members sign it.")
        }
        return policy
    }

    /// Puts the history in the place of what was read: the old bytes or the new ones are there, never a part.
    func write() throws(Finding) {
        do throws(SystemError) {
            try DurableFile.write(history.bytes, to: path, mode: 0o644)
        } catch {
            throw .unusable("\(error)")
        }
    }
}
