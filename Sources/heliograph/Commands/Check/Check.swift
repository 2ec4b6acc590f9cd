import ArgumentParser
import GPIO
import Gateway
import Glibc
import Metering
import System

/// Tries everything that the service needs, without disturbing a service that runs.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what works and what does not, each with its remedy.",
        discussion: """
            The board is recognised by what its device tree calls it, or named with --board; then its chip, lines, clock, \
            watchdog and ports are looked at as well. Lines that nobody holds are requested for a moment and let go again; \
            of those that the running service holds, its own register is read. Root's check looks with the eyes of the \
            service: as the user who owns the gateway's state.
            Exit status: 0 when everything works, 1 when something is broken, 2 when there is no such board.
            """)

    /// Where the package puts it.
    private static let usualFile = "/etc/heliograph/heliograph.yaml"

    @Option(
        name: [.customShort("c"), .customLong("configuration")],
        help: ArgumentHelp(
            "The configuration, or the folder that holds it (default: \(Check.usualFile)).", valueName: "file"))
    var file: String?

    @Option(help: ArgumentHelp("What the board is, by the name of its folder in --boards.", valueName: "name"))
    var board: String?

    @Option(
        help: ArgumentHelp(
            "The folder of profiles (default: \(BoardFolder.usualPaths[0]), else ./\(BoardFolder.usualPaths[1])).",
            valueName: "folder"))
    var boards: String?

    @Option(
        help: ArgumentHelp(
            "Wait for so long for a pulse on every meter's line, as 30s or 5min: it tells a missing wire from a quiet one.",
            valueName: "duration"))
    var watch: DurationArgument?

    @Flag(help: "One JSON object a line instead of lines for people.")
    var json = false

    func run() async throws {
        var diagnosis = Diagnosis()
        let profile = try diagnosis.recogniseBoard(named: board, in: boards)
        let path = file ?? Self.usualFile
        let file = readConfiguration(at: path, for: profile, &diagnosis)
        if let file {
            diagnosis.takeServiceUser(of: file)
            await diagnosis.checkIdentity(of: file)
            diagnosis.checkDisk(of: file.state.path)
        }
        let areUsed = file.map { !LineUser.all(of: $0.configuration, or: nil, in: nil).isEmpty } ?? true
        let directory = diagnosis.checkChips(of: profile, areUsed: areUsed)
        let users = LineUser.all(of: file?.configuration, or: profile, in: directory)
        let lines = directory.map { diagnosis.checkLines(of: users, in: $0) } ?? []
        await diagnosis.checkLevels(of: lines.filter(\.isFree), hasBias: profile?.chip.hasBias ?? true)
        diagnosis.checkLights(of: lines.filter(\.isFree))
        await diagnosis.checkPowerFail(of: lines.filter(\.isFree))
        diagnosis.checkClock(isKeptByHost: file?.configuration.isClockKeptByHost ?? false)
        if let profile { diagnosis.checkHardware(of: profile) }
        if let file { await diagnosis.checkRegisters(of: lines, in: file) }
        if let watch { await diagnosis.watchWires(of: lines, in: file, for: watch.duration) }
        if let file {
            diagnosis.checkCertificates(of: file, at: try SystemClock().utc())
            await diagnosis.checkBroker(of: file)
        }
        try show(diagnosis)
        if !diagnosis.isSound { throw Finding.negative }
    }

    /// A board that is being set up has no configuration yet, which is no fault.
    private func readConfiguration(
        at path: String, for profile: BoardProfile?, _ diagnosis: inout Diagnosis
    ) -> ConfigurationFile? {
        if file == nil, profile != nil, Self.isAbsent(path) {
            diagnosis.remark(
                "configuration",
                "there is none yet in \(path): “heliograph init” writes one. The board is looked at alone.")
            return nil
        }
        do throws(Finding) {
            let file = try ConfigurationFile(reading: path)
            let meters = file.configuration.meters.map(\.description.name.text).joined(separator: ", ")
            diagnosis.works(
                "configuration",
                "\(file.path): \(file.configuration.origin), meters: \(meters.isEmpty ? "none" : meters)")
            return file
        } catch {
            diagnosis.broken("configuration", error.message)
            return nil
        }
    }

    /// Whether nothing has that name: a folder that may not be looked into is no answer.
    private static func isAbsent(_ path: String) -> Bool {
        do throws(SystemError) {
            _ = try FileStatus(of: path)
        } catch {
            if case .file(_, _, ENOENT) = error { return true }
        }
        return false
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
