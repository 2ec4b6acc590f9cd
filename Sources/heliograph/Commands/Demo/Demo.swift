import ArgumentParser
import System

/// `heliograph demo`: a street on this machine, for trying out and for testing.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "A street on this machine: a broker and gateways with simulated suns that record each other.",
        discussion: """
            Starts a mosquitto of its own on a free port of the loopback and a `heliograph run` for each roof. One that \
            dies is started again after 5 s. Ctrl-C, or the end of --for, ends the reading; what is signed has 30 s to be \
            recorded; then everything is verified from the disk. Exit status 0 only if every signed statement was recorded.
            """)

    @Option(help: "How many gateways, each mirroring all: 1 to 32.")
    var roofs = 4

    @Option(name: .customLong("for"), help: "How long, as 60s, 5min or 1h; until Ctrl-C without it.")
    var length: DurationArgument?

    @Option(help: "Seconds between readings, a divisor of a day.")
    var interval = 5

    @Option(help: "An empty or new folder for configurations, databases, keys and policy; it is kept.")
    var directory: String?

    @Flag(help: "One JSON object a line; the last one is the summary.")
    var json = false

    func validate() throws {
        guard (1...32).contains(roofs) else { throw ValidationError("--roofs takes 1 to 32") }
        guard interval > 0, 86_400 % interval == 0 else { throw ValidationError("--interval takes a divisor of 86400") }
    }

    func run() async throws {
        ProcessSignals.ignoreBrokenPipes()
        let folder = try DemoDirectory.open(directory)
        defer { if directory == nil { folder.remove() } }
        let street = try await DemoStreet.create(in: folder, roofs: roofs, interval: interval)
        let summary = try await DemoRun(street: street, length: length?.duration, isJSON: json).run()
        StandardStream.output.write(try json ? JSON.line(summary) + "\n" : summary.text)
        guard summary.isComplete else { throw Finding.negative }
    }
}
