import ArgumentParser
import Gateway
import Ledger
import Signing
import System

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
        let configuration = try ConfigurationFile(reading: configurationFile)
        guard let name = configuration.configuration.policyFile else {
            throw Finding.unusable("\(configurationFile) names no policy: add “policy: NAME” to it.")
        }
        let path = configuration.resolve(name)
        var new = try PolicyHistoryFile(reading: file).history
        if new.proposal != nil { throw Finding.negative("\(file): \(CommunityStatus.sentence(new))") }
        if FileKind(of: path) != .nothing { try check(&new, against: path) }
        do throws(SystemError) {
            try DurableFile.write(new.bytes, to: path, mode: 0o644)
        } catch {
            throw Finding.unusable("\(error)")
        }
        print(
            "\(path) has version \(new.versions.count) now. The service takes it at its next start: systemctl restart heliograph"
        )
    }

    /// What is adopted must hold all that is here, and may hold more.
    private func check(_ new: inout PolicyHistory, against path: String) throws(Finding) {
        guard PolicyHistory.isHistory(try InputFile.read(path, limit: PolicyHistory.sizeLimit)) else {
            guard new.versions.first?.version.policy == (try PolicyFile.read(path)) else {
                throw .negative(
                    "the first version of \(file) is another policy than \(path): ask the members which of them founded the community."
                )
            }
            return
        }
        let old = try PolicyHistoryFile(reading: path).history
        guard new.versions.count >= old.versions.count else {
            throw .negative(
                "\(file) ends with version \(new.versions.count), and version \(old.versions.count) is in force here: get the newest."
            )
        }
        do throws(LedgerError) {
            try new.merge(old)
        } catch {
            throw .negative("\(file) and \(path): \(error)")
        }
    }
}
