import ArgumentParser
import Gateway
import Metering

/// Tries everything that the service needs, without disturbing a service that runs.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what works and what does not, each with its remedy.",
        discussion: """
            Root's check looks with the eyes of the service: as the user who owns the gateway's state. Exit status: 0 when \
            everything works, 1 when something is broken.
            """)

    @Option(
        name: [.customShort("c"), .customLong("configuration")],
        help: ArgumentHelp("The configuration, or the folder that holds it.", valueName: "file"))
    var file = "/etc/heliograph/heliograph.yaml"

    @Flag(help: "One JSON object a line instead of lines for people.")
    var json = false

    func run() async throws {
        var diagnosis = Diagnosis()
        do throws(Finding) {
            let file = try ConfigurationFile(reading: self.file)
            let meters = file.configuration.meters.map(\.description.name.text).joined(separator: ", ")
            diagnosis.works(
                "configuration",
                "\(file.path): \(file.configuration.origin), meters: \(meters.isEmpty ? "none" : meters)")
            diagnosis.takeServiceUser(of: file)
            await diagnosis.checkIdentity(of: file)
            diagnosis.checkDisk(of: file)
            diagnosis.checkLines(of: file.configuration)
            diagnosis.checkClock(isKeptByHost: file.configuration.isClockKeptByHost)
            await diagnosis.checkBroker(of: file)
        } catch {
            diagnosis.broken("configuration", error.message)
            diagnosis.checkLines(of: nil)
            diagnosis.checkClock(isKeptByHost: false)
        }
        try show(diagnosis)
        if !diagnosis.isSound { throw Finding.negative }
    }

    private func show(_ diagnosis: Diagnosis) throws {
        if json {
            for line in diagnosis.lines { print(try JSON.line(line)) }
            return
        }
        let width = diagnosis.lines.map(\.subject.count).max() ?? 0
        for line in diagnosis.lines {
            let state = line.state.rawValue + String(repeating: " ", count: 6 - line.state.rawValue.count)
            let subject = line.subject + String(repeating: " ", count: width - line.subject.count)
            print("\(state)  \(subject)  \(line.text)")
        }
    }
}
