import ArgumentParser
import Ledger
import MQTT
import System
import UnixSignals

/// `heliograph watch`: a subscriber who believes nothing that does not verify.
struct Watch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Subscribe to a community, verify what it publishes, show it.",
        discussion: """
            Every statement is verified from its log's genesis, under the policy, to its signature, and shown; again once a \
            record covers it. A watch that sees a log from its beginning computes each record's tree from the statements; \
            one that comes later takes a record by its size, and “heliograph ledger proof” proves a single statement. \
            A record older than three intervals raises an alarm. Ctrl-C, or the end of --for, ends it with a summary.
            Exit status: 0, 1 when something could not be verified or contradicts itself, 2 when the broker or the policy \
            cannot be used.
            """)

    @OptionGroup
    var broker: BrokerOptions

    @Option(help: ArgumentHelp("The community's policy.", valueName: "file"))
    var policy: String

    @Option(name: .customLong("for"), help: "How long, as 60s, 5min or 1h; until Ctrl-C without it.")
    var length: DurationArgument?

    @Flag(help: "One JSON object a line; the last one is the summary.")
    var json = false

    func run() async throws {
        ProcessSignals.ignoreBrokenPipes()
        let known = try PolicyFile.known(policy)
        let name = "heliograph-watch-\(String(UInt64.random(in: .min ... .max), radix: 16))"
        let session = try MQTTSession(try broker.configuration(clientIdentifier: name))
        let run = try WatchRun(known, isJSON: json)
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let obstacle = await withTaskGroup(of: Finding?.self) { group in
            group.addTask { await run.follow(session) }
            group.addTask { await run.keepTime() }
            group.addTask {
                for await _ in signals { break }
                return nil
            }
            if let length {
                group.addTask {
                    try? await Task.sleep(for: length.duration)
                    return nil
                }
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        await session.stop()
        if let obstacle { throw obstacle }
        guard await run.finish() else { throw Finding.negative }
    }
}
