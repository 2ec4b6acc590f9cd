import ArgumentParser
import Gateway
import MQTT
import Metering
import QRCode
import Signing
import Statements
import System

/// Lets a neighbour join.
struct CommunityInvite: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invite",
        abstract: "Print one line with which a neighbour joins, and let them in.",
        discussion: """
            On the machine that holds the street's authority. The line, and the QR code of it, hold a code that is good once; \
            hand it over so that nobody else sees it. Then the command waits for the neighbour, shows who asks, and asks \
            whether to let them in: have them read out the fingerprint that they see. The invitation stays good until its end \
            when the command is interrupted: --wait goes on.
            Where there is no terminal the line is all that is printed, and the neighbour is let in by --wait --admit.
            Exit status: 0; 1 when nobody was let in; 2 when there is no authority here, or the door does not open.
            """)

    @Option(name: .customLong("for"), help: "How long the invitation is good, such as 30min, at most 720h.")
    var length: DurationArgument?

    @Flag(help: "Make no new invitation; wait for those who have one.")
    var wait = false

    @Option(help: ArgumentHelp("Let in the one with this fingerprint, without a question.", valueName: "digits"))
    var admit: String?

    @OptionGroup
    var place: StreetPlace

    @Option(help: ArgumentHelp("Where mosquitto's files are, if found was told.", valueName: "folder"))
    var brokerFolder: String?

    func validate() throws {
        if wait, length != nil { throw ValidationError("--wait makes no invitation: leave out --for.") }
        if let length, length.duration < .seconds(60) || length.duration > .seconds(720 * 3600) {
            throw ValidationError("--for is from 1 min to 720 h.")
        }
    }

    func run() async throws {
        ProcessSignals.ignoreBrokenPipes()
        let file = try ConfigurationFile(reading: place.path)
        let folder = AuthorityFolder(beside: file)
        let authority = try folder.authority()
        let now = try SystemClock().utc()
        let canAsk = Terminal.isTerminal(.input) && Terminal.isTerminal(.output)
        if !wait { try invite(file, folder, authority, now) }
        guard canAsk || admit != nil else {
            if wait {
                throw Finding.unusable("there is no terminal to ask on: say with --admit whom to let in.")
            }
            StandardStream.error.write("Next: \(place.command("invite --wait --admit FINGERPRINT"))\n")
            return
        }
        guard let end = try Invitations(in: folder).lastEnd(now: now) else {
            throw Finding.negative("no invitation waits: leave out --wait to make one.")
        }
        let keeper = Doorkeeper(
            folder: folder, authority: authority, file: file,
            consent: admit.map { .fingerprint($0) } ?? .asked)
        try await serve(keeper, until: end, now: now)
    }

    /// Makes an invitation, puts it down, and prints it.
    private func invite(
        _ file: ConfigurationFile, _ folder: AuthorityFolder, _ authority: CertificateAuthority, _ now: UnixTime
    ) throws {
        let broker = try folder.brokerPlace()
        let cryptography = OpenSSLCryptography()
        let end = UnixTime(seconds: (now + (length?.duration ?? .seconds(3600))).seconds)
        let code = try RandomBytes.make(Invitation.codeLength)
        let invitation = try Invitation(
            street: file.configuration.origin.community, host: broker.host, brokerPort: broker.brokerPort,
            doorPort: broker.doorPort, end: end, anchor: try authority.anchor.point, code: code)
        let key = try PrivateKey(rawEd25519: Invitation.seed(of: code, cryptography))
        guard case .ed25519(let publicKey) = key.publicKey else {
            preconditionFailure("a seed of Ed25519 gives such a key")
        }
        try Invitations(in: folder).add(publicKey, until: end, now: now)
        let line = invitation.line(cryptography)
        if Terminal.isTerminal(.output) {
            let code = try QRCode(line)
            // Light on dark, whatever the terminal's own colours are.
            for row in code.halfBlocks { print("\u{1B}[97;40m\(row)\u{1B}[0m") }
            print("\nOn the new machine, until \(CalendarDate(end).text), once:\n")
            print("sudo heliograph community join \(line)\n")
        } else {
            StandardStream.output.write(line + "\n")
        }
    }

    private func serve(_ keeper: Doorkeeper, until end: UnixTime, now: UnixTime) async throws {
        let broker = BrokerFiles(folder: brokerFolder ?? place.brokerFolder)
        let street = keeper.file.configuration.origin.community
        let door = try Door(of: keeper.folder, street, try keeper.folder.brokerPlace(), broker)
        let child = try await door.open()
        let session = try door.session(authorityFile: keeper.folder.authorityFile)
        StandardStream.error.write(
            "Waiting for who was invited; Ctrl-C ends the waiting, and \(place.command("invite --wait")) goes on.\n")
        let limit = Task {
            try? await Task.sleep(for: .seconds(end.seconds - now.seconds + 1))
            await session.stop()
        }
        let obstacle = Task { () -> [String] in
            let lines = await child.lines.reduce(into: [String]()) { $0.append($1) }
            _ = await child.wait()
            await session.stop()
            return lines
        }
        let guest = try await keeper.serve(session)
        limit.cancel()
        let hasEnded = !child.isRunning
        child.signal(SignalNumber.terminate)
        let words = await obstacle.value
        await session.stop()
        guard let guest else {
            throw hasEnded
                ? Finding.unusable("the door does not open: \(words.joined(separator: "; "))")
                : Finding.negative("nobody was let in, and the invitation has ended.")
        }
        print("\(guest.origin) is let in.")
        if !guest.isConfirmed {
            print(
                "It has not said that the answer arrived: where it did not, \(place.command("invite --wait")), and they join again with the same line."
            )
        }
        print("Next: another invitation; or, when all are in, \(place.command("agree"))")
    }
}
