import ArgumentParser
import Gateway
import Statements

/// Has the running service take over its changed configuration.
struct Reload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Have the running service take over its changed configuration.",
        discussion: """
            The file is checked first, completely; then the service is asked to take it over, which it does as a whole \
            or not at all. Meters can come and go, intervals, broker and light can change; what needs a restart is \
            named. `systemctl reload heliograph` does the same.

            Exit status: 0 when it is in force, 1 when the service refused it, 2 when the file is faulty or no service \
            answers.
            """)

    @Option(
        name: [.customShort("c"), .customLong("configuration")],
        help: ArgumentHelp("The configuration that the service was started with.", valueName: "file"))
    var file = "/etc/heliograph/heliograph.yaml"

    @Flag(help: "One JSON object instead of lines for people.")
    var json = false

    func run() async throws {
        let file = try ConfigurationFile(reading: self.file)
        let answer = try await RunningService(of: file).ask(.reload(digest: file.digest.description))
        if json {
            print(String(decoding: answer.json, as: UTF8.self))
        } else if answer.outcome != .refused {
            answer.words.forEach { print($0) }
            if let index = answer.index { print("signed as of statement \(index)") }
        }
        guard answer.outcome != .refused else {
            throw json ? Finding.negative : Finding.negative(answer.words.joined(separator: "\n"))
        }
    }
}
