import FoundationEssentials
import System
import Testing

/// A gateway that `init` made, with a TLS key, certificates and a policy beside its configuration, and a passphrase in a file.
struct BackedUpGateway {
    let path: String
    var phrase: String { "\(path)/passphrase" }
    var gateway: String { "\(path)/roof-a" }
    var backup: String { "\(path)/backup.txt" }

    /// The files of the gateway that a backup holds.
    static let keys = ["statement.pem", "log.pem", "roof-a.key"]
    static let files = ["heliograph.yaml", "ca.pem", "roof-a.pem"]

    init(in folder: borrowing TemporaryFolder) async throws {
        path = folder.path
        let made = try await HeliographProgram.run("init", "--directory", gateway, "--origin", "linden.energy/roof-a")
        #expect(made.exit == .code(0) && made.lines.contains { $0.contains("heliograph keys backup") }, "\(made.lines)")
        let words = "req -x509 -newkey rsa:2048 -noenc -keyout roof-a.key -out roof-a.pem -days 2 -subj /CN=roof-a"
        let child = try await ChildProcess.start(
            ChildCommand(
                "openssl", words.split(separator: " ").map(String.init), directory: gateway, output: .discarded,
                errors: .discarded))
        #expect(await child.wait() == .code(0))
        try FileManager.default.copyItem(atPath: "\(gateway)/roof-a.pem", toPath: "\(gateway)/ca.pem")
        let text = """
            origin: linden.energy/roof-a
            broker:
              host: broker.linden.energy
              password-file: password
              tls: {ca: ca.pem, certificate: roof-a.pem, key: roof-a.key}
            """
        try DurableFile.write(Array(text.utf8), to: "\(gateway)/heliograph.yaml", mode: 0o644)
        try DurableFile.create(Array("correct horse battery staple\n".utf8), at: phrase, mode: 0o600)
    }

    /// Makes the backup.
    func makeBackup() async throws {
        let (exit, lines) = try await keys("backup", backup, "-c", gateway)
        #expect(exit == .code(0), "\(lines)")
    }

    /// Runs `heliograph keys` with the passphrase.
    func keys(_ arguments: String...) async throws -> (exit: ChildProcess.Exit, lines: [String]) {
        try await ChildProcess.run(
            try HeliographProgram.path, ["keys"] + arguments + ["--passphrase-file", phrase])
    }

    func bytes(_ names: [String], in folder: String) throws -> [[UInt8]] {
        try names.map { try SmallFile.read("\(folder)/\($0)") }
    }

    /// What there is in a folder.
    func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }
}
