import Gateway
import Signing
import System

/// The file of a key, and that of the key which takes over from it.
struct RenewedKeyFile: KeyRenewal {
    let current: String
    /// There while the key is being renewed.
    let next: String
    /// Whether the current one is a credential of systemd, which nothing here may replace.
    let isCredential: Bool

    /// The key that takes over; `nil` where none is to.
    func loadNext() throws(SigningError) -> PrivateKey? {
        FileKind(of: next) == .nothing ? nil : try KeyFile.load(next)
    }

    func finish() throws {
        guard !isCredential else {
            throw Finding.unusable(
                "\(current) is handed over by systemd: put \(next) in its place, encrypted, and remove it here")
        }
        try DurableFile.replace(current, by: next)
    }
}

extension StateDirectory {
    var statementKeys: RenewedKeyFile {
        RenewedKeyFile(current: statementKey, next: nextStatementKey, isCredential: isCredential(statementKey))
    }

    /// Where the log's key lies, and the one that is to take over from it, if there is one.
    var logKeyFiles: [String] { [logKey] + (FileKind(of: nextLogKey) == .nothing ? [] : [nextLogKey]) }

    var logKeys: RenewedKeyFile {
        RenewedKeyFile(current: logKey, next: nextLogKey, isCredential: isCredential(logKey))
    }
}
