import ArgumentParser
import GPIO
import System

/// The program: the service and its tools.
@main
struct Heliograph: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "heliograph",
        abstract: "A meter that neighbours can trust.",
        discussion: """
            Exit status: 0 when all is well, 1 when something was found wrong (a proof that fails, a reading that was \
            not recorded), 2 when the input or the command line is unusable.
            """,
        version: "heliograph \(Release.version) (libgpiod \(GPIOLibrary.version))",
        subcommands: [
            Run.self, Reload.self, Recover.self, Demo.self, Watch.self, Init.self, Check.self, KeysCommand.self,
            Readings.self, MeterCommand.self, LedgerCommand.self, Verify.self, Community.self, Scope.self, Replay.self,
            Bench.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let finding as Finding {
            if !finding.message.isEmpty { StandardStream.error.write("heliograph: \(finding.message)\n") }
            exit(withError: ExitCode(finding.status.rawValue))
        } catch  where exitCode(for: error) == .validationFailure {
            StandardStream.error.write(fullMessage(for: error) + "\n")
            exit(withError: ExitCode(Finding.Status.unusable.rawValue))
        } catch {
            exit(withError: error)
        }
    }
}
