import ArgumentParser
import Gateway
import Ledger
import MQTT
import Signing
import Statements
import System

/// Exchanges a policy's versions and signatures with the other members over the broker.
struct CommunityShare: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "share",
        abstract: "Exchange versions and signatures of the policy with the other members, over the street's broker.",
        discussion: """
            Takes from the other members' copies what FILE has not, and leaves for them what comes of it. Where there is no \
            FILE yet it is made, from the policy of the configuration and what the others have. The broker keeps each \
            member's copy for those who come later. What shows that a member signed two successors of one version is taken \
            and left in the same way, as FILE.evidence-NAME, until that member's key is out of the policy.
            Exit status: 0; 1 when copies contradict each other, or there is evidence against a member; 2 when the broker or a file cannot be used.
            """)

    @Argument(help: "The policy with its versions.")
    var file: String

    @Option(
        name: [.customShort("c"), .customLong("configuration")],
        help: ArgumentHelp("The gateway's configuration, which names the broker.", valueName: "file"))
    var configurationFile = "/etc/heliograph/heliograph.yaml"

    @Option(name: .customLong("for"), help: "How long to listen, such as 5s.")
    var length: DurationArgument?

    func run() async throws {
        ProcessSignals.ignoreBrokenPipes()
        let configuration = try ConfigurationFile(reading: configurationFile)
        let session = try BrokerAccess.policyExchange(of: configuration, for: "share")
        let beginning = try beginning(configuration)
        let exchange = PolicyExchange(
            beginning, against: try AccusedMember.read(beside: file, of: beginning),
            as: configuration.configuration.origin)
        try await exchange.run(session, for: length?.duration ?? .seconds(3))
        let history = await exchange.history
        do throws(SystemError) {
            try DurableFile.write(history.bytes, to: file, mode: 0o644)
        } catch {
            throw Finding.unusable("\(error)")
        }
        let sources = await exchange.sources.sorted().map(\.description)
        print(sources.isEmpty ? "No other member has left a copy." : "Taken from \(sources.joined(separator: ", ")).")
        print(CommunityStatus.sentence(history))
        var findings = await exchange.refusals
        for member in await exchange.accused {
            try member.write(beside: file)
            findings.append(member.sentence(beside: file))
        }
        guard findings.isEmpty else { throw Finding.negative(findings.joined(separator: "\n")) }
    }

    /// What there is to begin with: the file, or the policy that the gateway has.
    private func beginning(_ configuration: ConfigurationFile) throws(Finding) -> PolicyHistory {
        if FileKind(of: file) != .nothing { return try PolicyHistoryFile(reading: file).history }
        guard let path = configuration.configuration.policyFile.map(configuration.resolve) else {
            throw .unusable("there is no \(file), and \(configuration.path) names no policy to begin with.")
        }
        return try PolicyHistoryFile.history(in: path)
    }
}
