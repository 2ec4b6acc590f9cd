import ArgumentParser
import Gateway
import Signing
import Statements
import System

/// Makes the statement key that takes over from the one that there is.
struct RenewStatement: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "statement", abstract: "Make another statement key, which signs after the service's next start.",
        discussion: """
            The new key waits beside the old one. At its next start the service has the old key sign that the new one takes \
            over, as the last thing that it signs; from the next entry on the new one signs. What was signed before stays \
            proven by the old key's public half, and proofs lead from the one to the other. When a quorum of neighbours has \
            recorded the change, the service puts the new key in the old one's place and destroys the old one. Until then both \
            are needed, and both are in a backup.

            Exit status: 0, or 2 when a key waits already, or the old one cannot be used; then nothing was written.
            """)

    /// Words on the command line for the kinds of key.
    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case ed25519
        case p256 = "p-256"
    }

    @OptionGroup
    var gateway: ConfigurationOption

    @Option(help: ArgumentHelp("ed25519 or p-256 (default: the kind that the old one is).", valueName: "kind"))
    var kind: Kind?

    func run() async throws {
        let file = try gateway.read()
        let (state, next) = (file.state, file.state.nextStatementKey)
        guard FileKind(of: next) == .nothing else {
            throw Finding.unusable(
                "\(next) waits already: start the service again, which takes it, or see how far that is (heliograph keys show -c \(file.path))."
            )
        }
        guard FileKind(of: state.statementKey) != .nothing else {
            throw Finding.unusable(
                "\(state.statementKey) is not here. Where systemd hands it over as a credential, make the next key with openssl (systemd/README.md says how); where it was lost, restore it (heliograph keys restore)."
            )
        }
        do {
            let old = try KeyMaterial(file: state.statementKey, ownedBy: file.keyOwner?.user)
            let new = try PrivateKey.generate(try kind.map(PrivateKey.Kind.init) ?? PrivateKey(pem: old.pem).kind)
            try FileSet.create([file.keyFile(next, try new.pem)])
        } catch {
            throw Finding.unusable("\(error)")
        }
        print(
            """
            \(next) is a new statement key, and waits. Nothing else has changed.
            Next: make a new backup, with both keys in it (heliograph keys backup FILE -c \(file.path)),
            then start the service again: the old key signs that the new one takes over, and nothing after it.
            Once the neighbours have recorded that, the service destroys the old key: then make a backup once more.
            heliograph keys show -c \(file.path) says how far that is.
            """)
    }
}

extension PrivateKey.Kind {
    fileprivate init(_ kind: RenewStatement.Kind) {
        switch kind {
        case .ed25519: self = .ed25519
        case .p256: self = .p256
        }
    }
}
