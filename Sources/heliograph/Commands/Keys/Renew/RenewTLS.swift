import ArgumentParser
import FoundationEssentials
import Metering
import Signing
import Statements
import System

/// Gives a gateway another key and certificate for its session with the broker.
struct RenewTLS: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tls", abstract: "Make another TLS key, with a certificate or a request for one.",
        discussion: """
            The certificate signs itself, and whoever runs the broker has it trust this certificate. Where the street has an \
            authority, --request makes the new key and a request, and changes nothing else: what the authority makes of \
            the request goes into force with --certificate. The key and the certificate before are kept beside the new ones, \
            as NAME.previous. The running service goes on with the old ones until heliograph reload.

            Exit status: 0, or 2 when something is missing or in the way; then nothing was written.
            """)

    @OptionGroup
    var gateway: ConfigurationOption

    @Flag(help: "Make a key and a request (PKCS#10) for the street's authority, and leave the old ones in force.")
    var request = false

    @Option(
        help: ArgumentHelp(
            "What the authority made of the request, to be put into force with its key.", valueName: "file"))
    var certificate: String?

    @Option(help: ArgumentHelp("For how many days a certificate that signs itself counts.", valueName: "n"))
    var days = 3650

    func validate() throws {
        if request, certificate != nil {
            throw ValidationError(
                "--request comes first, and --certificate when the authority has answered: leave out one.")
        }
        guard (1...36_500).contains(days) else { throw ValidationError("--days is from 1 to 36500.") }
    }

    func run() async throws {
        let renewal = try TLSRenewal(of: try gateway.read())
        do {
            if request { return try renewal.makeRequest() }
            if let certificate { return try renewal.putIntoForce(certificate) }
            try renewal.makeCertificate(days: days)
        } catch let finding as Finding {
            throw finding
        } catch {
            throw Finding.unusable("\(error)")
        }
    }
}
