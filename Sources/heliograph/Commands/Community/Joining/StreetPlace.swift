import ArgumentParser
import FoundationEssentials
import Gateway
import Metering
import Statements
import System

/// Where a street's files lie on this machine.
struct StreetPlace: ParsableArguments {
    /// No name in a certificate is longer; bytes.
    static let nameLimit = 64
    private static let systemFile = "/etc/heliograph/heliograph.yaml"

    @Option(
        name: [.customShort("c"), .customLong("configuration")],
        help: ArgumentHelp("The gateway's configuration, or the folder for it.", valueName: "file"))
    var file = Self.systemFile

    /// The configuration's path, from the root on: others than this process read the broker's files. A name that does not end in
    /// “.yaml” is a folder's.
    var path: String {
        let path = file.hasSuffix(".yaml") ? file : "\(file)/\(ConfigurationFile.usualName)"
        return path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
    }

    /// Whether this is the machine's own gateway, the one that the package installs.
    var isSystem: Bool { file == Self.systemFile }

    /// Where the broker's files go unless somebody says otherwise.
    var brokerFolder: String {
        isSystem ? BrokerFiles.systemFolder : "\(ConfigurationFile.folder(of: path))/broker"
    }

    /// Makes the folder of the configuration.
    func makeFolder() throws(Finding) {
        let folder = ConfigurationFile.folder(of: path)
        try Finding.attempt {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
        }
    }

    /// The card of whoever let a gateway in, beside its configuration.
    static func inviterFile(of file: ConfigurationFile) -> String {
        "\(ConfigurationFile.folder(of: file.path))/street.inviter"
    }

    /// What a person types next.
    func command(_ words: String) -> String {
        isSystem ? "sudo heliograph community \(words)" : "heliograph community \(words) -c \(file)"
    }

    /// A gateway's name in a street.
    static func origin(street: String, gateway: String?) throws(Finding) -> Origin {
        let name = try Questionnaire().answer(
            gateway, "This gateway's name in \(street) for ever, such as roof-a: a pseudonym, never an address.",
            option: "--gateway")
        let origin: Origin
        do throws(NameError) {
            origin = Origin(community: try Name(street), gateway: try Name(name))
        } catch {
            throw .unusable("\(error)")
        }
        guard origin.description.utf8.count <= nameLimit else {
            throw .unusable(
                "“\(origin)” is too long for a certificate: street and gateway have at most 63 letters together.")
        }
        return origin
    }
}
