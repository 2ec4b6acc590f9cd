/// The folder of one gateway: what is in it, by name.
struct StateDirectory {
    let path: String

    init(path: String) { self.path = path }

    /// Entries, registers and the mirror's key. Never copied to another machine: its mirror would lie.
    var database: String { file("heliograph.db") }
    /// Signs readings. To be backed up.
    var statementKey: String { file("statement.pem") }
    /// Signs checkpoints. To be backed up.
    var logKey: String { file("log.pem") }
    /// What whoever writes the policy needs to know of this gateway.
    var card: String { file("card.txt") }

    private func file(_ name: String) -> String { path.hasSuffix("/") ? path + name : "\(path)/\(name)" }
}
