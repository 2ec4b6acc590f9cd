import ArgumentParser
import Gateway
import Logging
import ServiceLifecycle
import System
import UnixSignals

/// `heliograph run`: the service.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the service: count, sign, publish, record.",
        discussion: """
            SIGTERM or SIGINT ends it: it takes a last reading, publishes and records what is signed, and stops. SIGHUP \
            takes over a changed configuration, as `heliograph reload` does. SIGUSR1 takes a last reading and reads no \
            more, while publishing and mirroring go on.
            """)

    @Option(
        name: [.customShort("c"), .customLong("configuration")],
        help: ArgumentHelp("The configuration.", valueName: "file"))
    var file = "/etc/heliograph/heliograph.yaml"

    @Flag(help: .hidden)
    var resting = false

    @Flag(name: .shortAndLong, help: "Log what is refused and what is recorded, too.")
    var verbose = false

    func run() async throws {
        CurrentProcess.limitMallocArenas()
        ProcessSignals.ignoreBrokenPipes()
        // Before anything that takes time: until a signal is trapped, it ends the process.
        let signals = await UnixSignalsSequence(trapping: .sigusr1, .sighup)
        let level: Logger.Level = verbose ? .debug : .info
        let output = LogOutput()
        LoggingSystem.bootstrap { _ in ServiceLogHandler(output, level: level) }
        var logger = Logger(label: "heliograph")
        let kept = DescriptorStore.ofThisProcess()
        let source = try ConfigurationFile(reading: file)
        logger[metadataKey: "origin"] = "\(source.configuration.origin)"
        let pause = ReadingPause()
        if resting { pause.request() }
        let assembly = GatewayAssembly(source, logger: logger)
        let gateway = try await GatewayService(try await assembly.parts(pause: pause, keptIn: kept))
        logger.info(
            "starting", metadata: ["origin": "\(source.configuration.origin)", "version": "\(Release.version)"])
        let rest = Task {
            for await signal in signals { if signal == .sighup { gateway.reload() } else { pause.request() } }
        }
        let settling = Task {
            try await Task.sleep(for: .seconds(15))
            try StartupPages.release()
        }
        defer {
            rest.cancel()
            settling.cancel()
        }
        let group = ServiceGroup(
            services: [gateway], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        try await group.run()
    }
}
