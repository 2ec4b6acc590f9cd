import ArgumentParser

/// Which gateway of this machine a command is about.
struct ConfigurationOption: ParsableArguments {
    @Option(
        name: [.customShort("c"), .customLong("configuration")],
        help: ArgumentHelp("The configuration, or the folder that holds it.", valueName: "file"))
    private var configuration = "/etc/heliograph/heliograph.yaml"

    func read() throws(Finding) -> ConfigurationFile { try ConfigurationFile(reading: configuration) }
}
