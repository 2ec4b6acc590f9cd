import ArgumentParser
import Gateway
import Ledger
import Signing
import Statements
import System

/// Gives a member another certificate for its session with the broker.
struct CommunityCertify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certify",
        abstract: "Sign a member's request for another certificate (heliograph keys renew tls --request).",
        discussion: """
            On the machine that holds the street's authority. Shows whose request it is, with the fingerprint of the new key, \
            which “heliograph keys show” shows its owner, and asks.
            Exit status: 0; 1 when it was not signed; 2 when the request is nobody's in this street, or cannot be used.
            """)

    @Argument(help: "The request.")
    var request: String

    @Option(name: .shortAndLong, help: "A new file for the certificate.")
    var output: String

    @Flag(help: "Sign without a question.")
    var yes = false

    @OptionGroup
    var place: StreetPlace

    func run() throws {
        let file = try ConfigurationFile(reading: place.path)
        let folder = AuthorityFolder(beside: file)
        let authority = try folder.authority()
        let text = try InputFile.read(request)
        let asked = try Finding.attempt { try CertificateRequest(pem: text) }
        guard let origin = try? Origin(asked.name), try isMember(origin, file, folder) else {
            throw Finding.unusable(
                "\(request) asks for a certificate of “\(asked.name)”, which is no member: newcomers join with an invitation."
            )
        }
        print("\(origin) asks for a certificate of the key with the SHA-256\n\n    \(asked.fingerprint)\n")
        if !yes { try Confirmation.ask("Is it theirs? Sign it?", orElse: "nothing was signed") }
        let certificate = try folder.issue(for: asked, by: authority)
        try NewFile.write(output, try certificate.pem)
        print("\(output) is the certificate. Next, there: heliograph keys renew tls --certificate FILE")
    }

    /// Whether a gateway is in the policy, or was let in and waits for it.
    private func isMember(
        _ origin: Origin, _ file: ConfigurationFile, _ folder: AuthorityFolder
    ) throws(Finding) -> Bool {
        if origin == file.configuration.origin { return true }
        if try folder.card(of: origin) != nil { return true }
        return try PolicyFile.own(of: file)?.log(origin) != nil
    }
}
