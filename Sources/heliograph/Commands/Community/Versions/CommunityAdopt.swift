import ArgumentParser
import Ledger

/// Has a gateway follow its community's policy to the newest version in force.
struct CommunityAdopt: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Have this gateway follow the policy to the newest version in force.",
        discussion: """
            Checks that FILE goes on from the policy that the configuration names, and puts it in its place. The service takes \
            it at its next start, and from then on no older version, nor another history. Its log then says that it adopts \
            the version, by which it is judged from there on; “heliograph ledger heads” shows which logs have. Neighbours who \
            have cosign one that has not for seven more days.
            Exit status: 0; 1 when FILE does not go on from the policy here, or waits for signatures; 2 when a file cannot be used.
            """)

    @Argument(help: "The policy with its versions.")
    var file: String

    @Option(
        name: [.customShort("c"), .customLong("configuration")],
        help: ArgumentHelp("The gateway's configuration.", valueName: "file"))
    var configurationFile = "/etc/heliograph/heliograph.yaml"

    func run() throws {
        let place = try PolicyPlace(of: try ConfigurationFile(reading: configurationFile))
        let new = try PolicyHistoryFile(reading: file).history
        try place.adopt(new, from: file)
        print(
            "\(place.path) has version \(new.versions.count) now. The service takes it at its next start: systemctl restart heliograph"
        )
    }
}
