import ArgumentParser
import Gateway
import Ledger
import Signing
import Statements
import Storage
import System

/// Makes the mirror key that takes over from the one that there is.
struct RenewMirror: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mirror", abstract: "Make another mirror key, which cosigns once the policy names it.",
        discussion: """
            The new key waits in the database, and card.txt is written anew with it. The mirror goes on cosigning with the old \
            key until its service starts with a policy that names the new one: heliograph community agree proposes that, a \
            quorum signs, and each gateway follows. Logs whose gateways have not followed yet are \
            cosigned with the old key until they have; the first start after that destroys it. Neither key is in a backup.

            The service must be stopped meanwhile: the database has one writer.

            Exit status: 0, or 2 when the database cannot be written, or a key waits already.
            """)

    @OptionGroup
    var gateway: ConfigurationOption

    func run() async throws {
        let file = try gateway.read()
        do {
            // Files beside the database would be root's, and the service could not use them.
            _ = try CurrentProcess.becomeOwner(of: file.state.path)
            let database = try Database(at: file.state.database, .readWrite, cryptography: OpenSSLCryptography())
            try await renew(file, in: database)
            await database.close()
        } catch let finding as Finding {
            throw finding
        } catch StorageError.inUse(let path) {
            throw Finding.unusable("\(path) is in use: stop the service, renew the key, and start it again.")
        } catch {
            throw Finding.unusable("\(error)")
        }
    }

    private func renew(_ file: ConfigurationFile, in database: Database) async throws {
        guard try await database.nextMirrorSeed() == nil else {
            throw Finding.unusable(
                "a new mirror key waits already, and \(file.state.card) has it: have the members take it into the policy."
            )
        }
        let new = try PrivateKey.generate(.ed25519)
        try await database.setNextMirrorSeed(try new.rawRepresentation)
        try await OwnCard.write(of: file.configuration.origin, in: file.state, database)
        print(
            """
            A new mirror key waits in \(file.state.database); the old one goes on cosigning.
            Next: start the service again, and have the members agree on it, here first:
            heliograph community agree -c \(file.path)
            The key takes over at the start with which this gateway follows that version.
            """)
    }
}
