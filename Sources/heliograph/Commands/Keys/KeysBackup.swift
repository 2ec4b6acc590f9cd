import ArgumentParser
import Metering
import Signing
import Statements
import System

/// Writes what a gateway needs to go on after its card into one file.
struct KeysBackup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Write the keys, encrypted, with configuration and policy into one new file.",
        discussion: """
            The file is text, and can be printed. Each private key in it is a PKCS#8 block that the openssl command opens as \
            well (PBES2, scrypt, AES-256); configuration, policy and certificates stand in clear, and the statement key signs \
            all of it. The mirror's key is left out: it lives in the database and dies with it. The broker's password is left \
            out as well. Keep the file off this machine, and the passphrase apart from it.

            Exit status: 0, or 2 when something cannot be read, the passphrase is not taken, or the file exists.
            """)

    @Argument(help: ArgumentHelp("The file to write, which must not exist yet.", valueName: "file"))
    var backup: String

    @OptionGroup
    var gateway: ConfigurationOption

    @OptionGroup
    var passphrase: PassphraseOptions

    func run() async throws {
        guard FileKind(of: backup) == .nothing else {
            throw Finding.unusable("\(backup) exists and is left as it is: choose another name, or move it away.")
        }
        let contents = try BackupContents(of: try gateway.read())
        let passphrase = try passphrase.new()
        let text: [UInt8]
        do {
            text = try contents.text(with: passphrase, at: try SystemClock().utc())
        } catch {
            throw Finding.unusable("\(error)")
        }
        // What cannot be opened again is no backup.
        _ = try OpenedBackup(text, passphrase, from: backup)
        try NewFile.write(backup, text, mode: 0o600)
        show(contents)
    }

    private func show(_ contents: BackupContents) {
        var table = Table(.words("key"), .words("kind"), .words("public half, SHA-256"))
        for key in contents.keys { table.add(key.role.rawValue, key.material.kind, "\(key.material.fingerprint)") }
        table.lines.forEach { print($0) }
        let files = contents.files.map(\.role.rawValue).joined(separator: ", ")
        print("\n\(backup) holds these keys of \(contents.origin), encrypted, and \(files), in clear.")
        for words in contents.omitted { print("Not in it: \(words).") }
        print(
            """

            Take it off this machine, or print it, and keep the passphrase apart from it: without either, this gateway's
            name is lost when the card is. On a new card: heliograph keys restore FILE
            """)
    }
}
