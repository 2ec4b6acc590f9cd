import ArgumentParser
import Gateway
import Statements
import System

/// Puts a gateway out of the street's broker.
struct CommunityRevoke: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Have a gateway's certificates count no more, so that the broker turns them away.",
        discussion: """
            On the machine that holds the street's authority and runs its broker. All certificates that the gateway got so far \
            count no more from the broker's next start on; one that it gets later does. What it signed stays what it is: its \
            log and its mirror leave the policy by propose.
            Exit status: 0; 1 when the gateway has got no certificate here; 2 when there is no authority here.
            """)

    @Argument(help: ArgumentHelp("Whose certificates.", valueName: "community/name"))
    var gateway: String

    @OptionGroup
    var place: StreetPlace

    @Option(help: ArgumentHelp("Where mosquitto's files are, if found was told.", valueName: "folder"))
    var brokerFolder: String?

    func run() throws {
        guard let origin = try? Origin(gateway) else { throw Finding.unusable("“\(gateway)” is no community/name.") }
        let folder = AuthorityFolder(beside: try ConfigurationFile(reading: place.path))
        let authority = try folder.authority()
        let count = try folder.revoke(origin)
        guard count > 0 else { throw Finding.negative("\(origin) has got no certificate here: is the name right?") }
        let broker = BrokerFiles(folder: brokerFolder ?? place.brokerFolder)
        try broker.write(revocationList: try folder.revocationList(by: authority))
        print(
            "Of \(origin) \(count) certificate\(count == 1 ? " counts" : "s count") no more.\nNext: \(broker.restart)")
    }
}
