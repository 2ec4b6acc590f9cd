import ArgumentParser
import Gateway
import Ledger
import Signing
import Statements
import Storage
import System

/// Makes the log key that takes over from the one that there is.
struct RenewLog: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Make another log key, which takes over once the policy names it.",
        discussion: """
            The new key waits beside the old one, and card.txt is written anew with it. The old one goes on signing until the \
            service starts with a policy that names the new one: heliograph community agree proposes that, and the old \
            key signs it as this member's. From then on both sign every checkpoint, for neighbours who have not followed \
            the policy yet. Once all have, or after seven days, the next start of the service destroys the old key. Until then both \
            are needed, and both are in a backup.

            Exit status: 0, or 2 when no policy names the log, a key waits already, or the old one cannot be used; then nothing \
            was written.
            """)

    @OptionGroup
    var gateway: ConfigurationOption

    func run() async throws {
        let file = try gateway.read()
        let state = file.state
        do {
            // What root makes the service could not use.
            _ = try CurrentProcess.becomeOwner(of: state.path)
            let database = try Database(at: state.database, .readOnly, cryptography: OpenSSLCryptography())
            try await renew(file, in: database)
            await database.close()
        } catch let finding as Finding {
            throw finding
        } catch {
            throw Finding.unusable("\(error)")
        }
    }

    private func renew(_ file: ConfigurationFile, in database: Database) async throws {
        let (state, origin) = (file.state, file.configuration.origin)
        guard try PolicyFile.own(of: file)?.log(origin) != nil else {
            throw Finding.unusable(
                "no policy names the log of \(origin) yet, and only one that does can name another key for it: have the members agree on a policy first (heliograph community agree -c \(file.path))."
            )
        }
        if FileKind(of: state.nextLogKey) == .nothing {
            guard FileKind(of: state.logKey) != .nothing else {
                throw Finding.unusable(
                    "\(state.logKey) is not here. Where systemd hands it over as a credential, make the next key with openssl (systemd/README.md says how); where it was lost, restore it (heliograph keys restore)."
                )
            }
            _ = try KeyFile.load(state.logKey)
            try FileSet.create([file.keyFile(state.nextLogKey, try PrivateKey.generate(.ed25519).pem)])
        } else if try await OwnCard.text(of: origin, in: state, database) == InputFile.read(state.card) {
            throw Finding.unusable(
                "\(state.nextLogKey) waits already, and \(state.card) has it: have the members take it into the policy (heliograph community agree -c \(file.path)), or see how far that is (heliograph keys show -c \(file.path))."
            )
        }
        try await OwnCard.write(of: origin, in: state, database)
        print(
            """
            \(state.nextLogKey) is a new log key, and waits. Until the policy names it nothing else changes.
            Next: make a new backup, with both keys in it (heliograph keys backup FILE -c \(file.path)),
            then have the members agree on it, here first: heliograph community agree -c \(file.path)
            From the start at which this gateway follows that version, both keys sign. When all neighbours have followed it,
            or after seven days, a start of the service destroys the old key: then make a backup once more.
            heliograph keys show -c \(file.path) says how far that is.
            """)
    }
}
