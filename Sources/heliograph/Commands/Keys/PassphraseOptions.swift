import ArgumentParser
import Signing
import System

/// Where a backup's passphrase comes from: a terminal, or a file for scripts; never the command line or the environment, where
/// other processes can see it.
struct PassphraseOptions: ParsableArguments {
    @Option(
        name: .customLong("passphrase-file"),
        help: ArgumentHelp(
            "A file that only its owner can read, whose first line is the passphrase; asked for otherwise.",
            valueName: "file"))
    var file: String?

    /// One that nobody has to have used before: asked for twice.
    func new() throws(Finding) -> Passphrase {
        let passphrase = try read(orAsk: "A new passphrase: ")
        do throws(SigningError) {
            try passphrase.check()
        } catch {
            throw .unusable("\(error)")
        }
        if file == nil, try !ask("The same again: ").isSame(as: passphrase) {
            throw .unusable("the two passphrases differ; nothing was written.")
        }
        return passphrase
    }

    /// The one that a backup was made with.
    func known() throws(Finding) -> Passphrase {
        try read(orAsk: "The backup's passphrase: ")
    }

    private func ask(_ question: String) throws(Finding) -> Passphrase {
        guard Terminal.isTerminal(.input) else {
            throw .unusable("there is no terminal to ask for the passphrase on: name a file with --passphrase-file.")
        }
        let secret: SecretBytes?
        do throws(SystemError) {
            secret = try Terminal.askSecretly(question)
        } catch {
            throw .unusable("\(error)")
        }
        guard let secret else { throw .unusable("no passphrase was given; nothing was written.") }
        return Passphrase(secret)
    }

    private func read(orAsk question: String) throws(Finding) -> Passphrase {
        guard let file else { return try ask(question) }
        do throws(SigningError) {
            return try Passphrase(file: file)
        } catch {
            throw .unusable("\(error)")
        }
    }
}
