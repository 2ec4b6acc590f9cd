import FoundationEssentials
import Signing

/// The folder of one gateway: what is in it, by name.
///
/// The two keys may come as credentials of systemd instead, under the same names; those go before.
struct StateDirectory {
    let path: String
    private let credentials: String?

    /// - Parameter credentials: where systemd hands over credentials, if it does.
    init(path: String, credentials: String? = KeyFile.environmentCredentialsDirectory) {
        self.path = path
        self.credentials = credentials
    }

    /// Entries, registers and the mirror's key. Never copied to another machine: its mirror would lie.
    var database: String { file("heliograph.db") }
    /// Where tools ask the running service. There only while it runs.
    var control: String { file("control") }
    /// Signs readings. In every backup.
    var statementKey: String { key("statement.pem") }
    /// Takes over from it, where it is being renewed; never a credential. In every backup meanwhile.
    var nextStatementKey: String { file("statement.pem.next") }
    /// Signs checkpoints. In every backup.
    var logKey: String { key("log.pem") }
    /// Takes over from it, in the same way.
    var nextLogKey: String { file("log.pem.next") }
    /// What whoever writes the policy needs to know of this gateway.
    var card: String { file("card.txt") }

    /// Whether a key's file is a credential of systemd.
    func isCredential(_ path: String) -> Bool {
        credentials.map { !$0.isEmpty && path.hasPrefix("\($0)/") } ?? false
    }

    private func key(_ name: String) -> String {
        guard let credentials, !credentials.isEmpty, FileKind(of: "\(credentials)/\(name)") != .nothing else {
            return file(name)
        }
        return "\(credentials)/\(name)"
    }

    /// Whether no gateway was made here yet. A folder that this user may not look into is not new.
    var isNew: Bool {
        FileManager.default.isReadableFile(atPath: path)
            && [database, statementKey, logKey].allSatisfy { FileKind(of: $0) == .nothing }
    }

    /// Whether there are both keys of a gateway and no database.
    var hasLostDatabase: Bool {
        FileKind(of: database) == .nothing
            && [statementKey, logKey].allSatisfy { FileKind(of: $0) != .nothing }
    }

    private func file(_ name: String) -> String { path.hasSuffix("/") ? path + name : "\(path)/\(name)" }
}
