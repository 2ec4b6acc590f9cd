import ArgumentParser
import FoundationEssentials
import Gateway
import Metering
import Statements
import System

/// Gives a gateway its identity and its configuration, once.
struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a gateway's keys, database, configuration and member's card.",
        discussion: """
            Asks on a terminal for what no option says. Run twice it overwrites nothing: what is there stays, what is missing \
            is made. The service's own start does the same with --identity-only: an edited configuration is all it needs. \
            Exit status: 0, or 2 when an answer cannot be used or the folder holds only a part of a gateway.
            """)

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The gateway's folder, made if there is none; the current one unless given.", valueName: "folder"))
    var directory: String?

    @Option(
        name: [.customShort("c"), .customLong("configuration")],
        help: ArgumentHelp("The configuration, where it is not heliograph.yaml in that folder.", valueName: "file"))
    var configurationFile: String?

    @Flag(help: "Make keys, database and card, where one is missing, and no configuration. Asks nothing.")
    var identityOnly = false

    @OptionGroup
    var options: InitOptions

    func validate() throws {
        if directory != nil, configurationFile != nil {
            throw ValidationError("--directory and --configuration name the same thing: leave out one of them.")
        }
    }

    func run() async throws {
        let file = configurationFile ?? "\(directory ?? ".")/\(ConfigurationFile.usualName)"
        let answers = !identityOnly && FileKind(of: file) == .nothing ? try options.answers() : nil
        let text = answers.map { Array(ConfigurationTemplate($0).text.utf8) }
        let configuration =
            try text.map { text throws(Finding) in try planned(text, at: file) }
            ?? ConfigurationFile(reading: file)
        let origin = configuration.configuration.origin
        if let wanted = options.origin, wanted != origin.description {
            throw Finding.unusable(
                "\(file) is the configuration of \(origin), not of \(wanted): a name is for ever; take another --directory."
            )
        }
        let dial = try dial(answers?.meter?.dial ?? options.meter.dial ?? "", of: configuration.configuration.meters)

        let state = configuration.state
        if identityOnly {
            try becomeOwner(of: state.path)
        } else {
            try makeFolder(configuration.folder)
        }
        try makeFolder(state.path)
        var identity = NewIdentity(origin: origin, state: state)
        try await identity.makeDatabase(dial: dial)
        try identity.makeKeys()
        try await identity.makeCard()
        if let text { try NewFile.write(file, text) }
        let made = identity.made.union(text == nil ? [] : [file])
        if !identityOnly || !made.isEmpty { show(made, state, file) }
        if identity.isReplacement {
            print(
                """

                The keys of \(origin) were here and its database was not. The service asks every mirror of the policy for
                the log before it signs anything; heliograph recover shows how far that is. The mirror's key died with
                the database: hand the new \(state.card) to your community.
                """)
        }
    }

    /// What root makes for the service has to be the service's.
    private func becomeOwner(of folder: String) throws(Finding) {
        do throws(SystemError) {
            _ = try CurrentProcess.becomeOwner(of: folder)
        } catch {
            throw .unusable("\(error)")
        }
    }

    /// The configuration that the answers would make, judged as every configuration is.
    private func planned(_ text: [UInt8], at file: String) throws(Finding) -> ConfigurationFile {
        do throws(Finding) {
            return try ConfigurationFile(path: file, text)
        } catch {
            throw .unusable("an answer cannot be used, and nothing was made:\n\(error)")
        }
    }

    /// The first meter's register begins at 0, so what its dial shows is the offset between the two.
    private func dial(_ text: String, of meters: [MeterConfiguration]) throws(Finding) -> (Name, Joules)? {
        guard !text.isEmpty else { return nil }
        guard let meter = meters.first else {
            throw .unusable("--dial is a meter's, and there is none: name it with --meter.")
        }
        guard let offset = DialReading.parse(text) else {
            throw .unusable("“\(text)” is no dial reading: write kWh with at most three decimals, as in 12345.678.")
        }
        return (meter.description.name, offset)
    }

    private func makeFolder(_ path: String) throws(Finding) {
        guard FileKind(of: path) != .folder else { return }
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
        } catch {
            throw .unusable("the folder \(path) could not be made: \(error). Choose another with --directory.")
        }
    }

    private func show(_ made: Set<String>, _ state: StateDirectory, _ file: String) {
        var table = Table(.words("file"), .words(""), .words("what it is"))
        for (path, purpose) in [
            (state.database, "readings, registers and the mirror's key"), (state.statementKey, "signs readings"),
            (state.logKey, "signs checkpoints"), (file, "the configuration"),
            (state.card, "for whoever writes the community's policy; nothing in it is secret"),
        ] {
            table.add(path, made.contains(path) ? "made" : "kept", purpose)
        }
        table.lines.forEach { print($0) }
        print(
            """

            Back up \(state.statementKey) and \(state.logKey), off this machine: without them this
            gateway's name is lost when the disk is. This writes both, encrypted, into one file that can be printed:
            heliograph keys backup FILE --configuration \(file)
            Never copy \(state.database) to another machine: two gateways with one memory contradict
            each other, and neighbours turn both away.

            Next: hand \(state.card) to your community, put its policy and the broker into \(file),
            and run: heliograph check --configuration \(file)
            """)
    }
}
