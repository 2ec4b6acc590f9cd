import ArgumentParser
import FoundationEssentials
import Gateway
import Ledger
import Metering
import Signing
import Statements
import Storage
import System

/// Makes this machine a gateway of a street, by the one line of an invitation.
struct CommunityJoin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "join",
        abstract: "Join a street with the line that “heliograph community invite” printed.",
        discussion: """
            Makes this gateway's keys and configuration, or completes them, reaches the street's broker over TLS, trusting \
            nobody but the key in the line, and asks. Read the fingerprint that it shows out to whoever invited you. What \
            comes back is this gateway's certificate, and the community's policy if there is one. Interrupted, it goes on with \
            the same line and the same keys. It starts nothing.
            Exit status: 0; 1 when the invitation is over or was used, the name is taken, or the other side declined; 2 when \
            the line, a name or a file cannot be used, or nobody answers.
            """)

    @Argument(help: "The invitation.")
    var line: String

    @Option(help: ArgumentHelp("This gateway's name in the street, for ever: a pseudonym.", valueName: "name"))
    var gateway: String?

    @OptionGroup
    var meter: MeterOptions

    @OptionGroup
    var place: StreetPlace

    @Option(name: .customLong("for"), help: "How long to wait to be let in, such as 10min.")
    var length: DurationArgument?

    func run() async throws {
        ProcessSignals.ignoreBrokenPipes()
        let invitation = try Finding.attempt { try Invitation(line: line, OpenSSLCryptography()) }
        let anchor = try Finding.attempt {
            try TrustAnchor(name: invitation.street.text, point: invitation.anchor)
        }
        let now = try SystemClock().utc()
        guard now <= invitation.end else {
            throw Finding.negative(
                "the invitation ended at \(CalendarDate(invitation.end).text), and this machine's clock says \(CalendarDate(now).text): ask for a new one, or set the clock."
            )
        }
        let origin = try StreetPlace.origin(street: invitation.street.text, gateway: gateway)
        let old = try await nameThatMayChange()
        let configuration = try StreetConfiguration(
            at: place.path, origin: origin, broker: (invitation.host, invitation.brokerPort), meter: meter,
            insteadOf: old)
        let file = configuration.file
        try place.makeFolder()
        if let old, old != origin { try? FileManager.default.removeItem(atPath: file.state.card) }
        try configuration.write()
        try await configuration.makeIdentity()
        let certificate = GatewayCertificate(of: file)
        try certificate.makeWayForName()
        if certificate.isThere {
            print("\(origin) has a certificate already, and has joined: nothing was asked. \(nextWords)")
            return
        }
        try await knock(invitation, anchor, file, certificate)
        print("\(origin) is a member's gateway at the street's broker now. \(nextWords)")
    }

    private var nextWords: String { "Next: \(place.command("agree"))" }

    private func knock(
        _ invitation: Invitation, _ anchor: TrustAnchor, _ file: ConfigurationFile, _ certificate: GatewayCertificate
    ) async throws {
        let card = try MemberCards.card(at: file.state.card)
        let request = try certificate.requestText()
        let asked = try Finding.attempt { try CertificateRequest(pem: request) }
        StandardStream.output.write(
            """
            \(card.origin) asks to join. Read this to whoever invited you, who sees the same:

                \(SpokenFingerprint(card: card, tlsKey: asked.fingerprint, OpenSSLCryptography()))


            """)
        let anchorFile = "\(ConfigurationFile.folder(of: file.path))/street.anchor"
        try Finding.attempt {
            let text = try anchor.certificate(
                from: try AuthorityFolder.start(), days: AuthorityFolder.certificateDays)
            try DurableFile.write(text, to: anchorFile, mode: 0o644)
        }
        defer { try? FileManager.default.removeItem(atPath: anchorFile) }
        let knock = Knock(invitation: invitation, anchor: anchor, card: card, certificateRequest: request)
        try await knock.run(authorityFile: anchorFile, for: length?.duration ?? .seconds(900)) {
            admission throws(Finding) in
            try take(admission, anchor, asked, file, certificate)
        }
    }

    /// Checks what was handed over, and puts it in its places, the certificate last.
    private func take(
        _ admission: JoinAnswer.Admission, _ anchor: TrustAnchor, _ asked: CertificateRequest,
        _ file: ConfigurationFile,
        _ place: GatewayCertificate
    ) throws(Finding) {
        let isUsable = try Finding.attempt {
            let authority = try Certificate(pem: admission.authority)
            let certificate = try Certificate(pem: admission.certificate)
            return try anchor.isOf(authority) && certificate.isIssued(by: authority)
                && certificate.fingerprint == asked.fingerprint && certificate.name == asked.name
        }
        guard isUsable else {
            throw .unusable(
                "the answer holds no certificate of this gateway by the street's authority: do both sides have the same Heliograph?"
            )
        }
        let inviter = StreetPlace.inviterFile(of: file)
        try Finding.attempt {
            try DurableFile.write(Array(admission.inviter.text.utf8), to: inviter, mode: 0o644)
        }
        // One that is here already may be newer.
        if let policy = file.configuration.policyFile.map(file.resolve), FileKind(of: policy) == .nothing,
            !admission.policy.isEmpty
        {
            try Finding.attempt { try DurableFile.write(admission.policy, to: policy, mode: 0o644) }
        }
        try place.write(certificate: admission.certificate, authority: admission.authority)
    }

    /// The name of a gateway that asked to join and was not let in, and has signed nothing: it may take another one.
    private func nameThatMayChange() async throws -> Origin? {
        guard FileKind(of: place.path) == .file, let file = try? ConfigurationFile(reading: place.path),
            let tls = file.configuration.broker?.tls, let certificate = tls.certificateFile,
            FileKind(of: file.resolve(certificate)) == .nothing
        else { return nil }
        guard FileKind(of: file.state.database) != .nothing else { return file.configuration.origin }
        let stored = try StoredGateway(of: file)
        return try await stored.logs().isEmpty ? file.configuration.origin : nil
    }
}
