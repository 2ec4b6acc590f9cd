import ArgumentParser
import FoundationEssentials
import Gateway
import Metering
import Signing
import Statements
import System

/// Founds a street on the machine that will also run its broker.
struct CommunityFound: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "found",
        abstract: "Found a street: its authority, its broker's files, and this gateway, the first of it.",
        discussion: """
            Run it on the machine that will also be the street's broker. It makes the authority that signs the street's \
            certificates, writes what mosquitto needs, and makes this gateway's keys and configuration, or completes them. \
            Run twice it makes the broker's key and certificate anew and keeps all else: so the broker gets another name, or \
            moves to a machine that has the authority's folder. It starts nothing.
            Exit status: 0, or 2 when a name cannot be used or a file is in the way.
            """)

    @Argument(help: ArgumentHelp("The street's name for ever, such as linden.energy.", valueName: "street"))
    var street: String

    @Option(help: ArgumentHelp("The name or address under which the others reach this machine.", valueName: "name"))
    var host: String

    @Option(help: ArgumentHelp("This gateway's name in the street, for ever: a pseudonym.", valueName: "name"))
    var gateway: String?

    @Option(help: ArgumentHelp("Where the broker listens for members.", valueName: "port"))
    var port: UInt16 = 8883

    @Option(
        help: ArgumentHelp(
            "Where those ask who are invited; the port after the broker's unless given.", valueName: "port"))
    var doorPort: UInt16?

    @OptionGroup
    var meter: MeterOptions

    @OptionGroup
    var place: StreetPlace

    @Option(
        help: ArgumentHelp(
            "Where mosquitto's files go; Debian's own place for the system's configuration.", valueName: "folder"))
    var brokerFolder: String?

    func run() async throws {
        let origin = try StreetPlace.origin(street: street, gateway: gateway)
        guard let host = BrokerHost(host) else {
            throw Finding.unusable(
                "“\(host)” is no name and no address: write the one that the others reach this machine by.")
        }
        guard let door = doorPort ?? UInt16(exactly: UInt32(port) + 1), door != port, port > 0, door > 0 else {
            throw Finding.unusable("--port and --door-port are two ports from 1 to 65535.")
        }
        let broker = BrokerFiles(folder: brokerFolder ?? place.brokerFolder)
        guard let local = BrokerHost("localhost") else { preconditionFailure("it is a name") }
        let configuration = try StreetConfiguration(
            at: place.path, origin: origin, broker: (local, port), meter: meter)
        try place.makeFolder()

        let folder = AuthorityFolder(beside: configuration.file)
        let authority = try folder.found(origin.community)
        try broker.write(
            authority: authority, revocationList: try folder.revocationList(by: authority), host: host, port: port)
        try folder.remember(AuthorityFolder.Place(host: host, brokerPort: port, doorPort: door))
        try configuration.write()
        try await configuration.makeIdentity()
        let gateway = GatewayCertificate(of: configuration.file)
        let request = try gateway.request()
        if !(try gateway.isIssued(by: authority.certificate)) {
            try gateway.write(
                certificate: try Finding.attempt { try folder.issue(for: request, by: authority).pem },
                authority: try Finding.attempt { try authority.certificate.pem })
        }
        show(origin, folder, broker, configuration.file, host)
    }

    private func show(
        _ origin: Origin, _ folder: AuthorityFolder, _ broker: BrokerFiles, _ file: ConfigurationFile,
        _ host: BrokerHost
    ) {
        print(
            """
            \(origin.community) is founded, with \(origin) as its first gateway.

              \(file.path)   this gateway's configuration
              \(folder.path)   the street's authority: back it up, off this machine, and show it to nobody
              \(broker.configuration)   the broker, which the others reach at \(host):\(port)

            Next:
              \(broker.restart)
              \(place.command("invite"))      for each neighbour, on the phone with them; then, when all are in,
              \(place.command("agree"))
            """)
    }
}
