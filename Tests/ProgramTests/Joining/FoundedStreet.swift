import FoundationEssentials
import System
import Testing

/// A street that is founded and joined by its commands, on the loopback: the first roof's folder, its broker, and who joins.
final class FoundedStreet {
    let path: String
    let port: UInt16
    let doorPort: UInt16
    private var broker: ChildProcess?

    /// Founds it.
    init(in path: String) async throws {
        self.path = path
        port = try LoopbackPort.free()
        doorPort = try LoopbackPort.free()
        let made = try await HeliographProgram.run(
            "community", "found", "linden.energy", "--gateway", "roof-1", "--host", "127.0.0.1", "--port", "\(port)",
            "--door-port", "\(doorPort)", "-c", "\(path)/roof-1", "--meter", "none")
        #expect(made.exit == .code(0), "\(made.lines)")
    }

    func folder(_ roof: String) -> String { "\(path)/\(roof)" }

    /// Starts the street's broker.
    func startBroker() async throws {
        broker = try await ChildProcess.start(
            ChildCommand(
                "/usr/sbin/mosquitto", ["-c", "\(folder("roof-1"))/broker/mosquitto.conf"],
                output: .file("\(path)/broker.log"), errors: .file("\(path)/broker.log"), endsWithParent: true))
    }

    func end() async {
        broker?.signal(SignalNumber.terminate)
        _ = await broker?.wait()
    }

    /// The one line, as a script gets it.
    func invite() async throws -> String {
        let made = try await HeliographProgram.run("community", "invite", "-c", folder("roof-1"))
        #expect(made.exit == .code(0), "\(made.lines)")
        return try #require(made.lines.first { $0.hasPrefix("heliograph-join:1:") })
    }

    /// Opens the door for whoever has this fingerprint.
    func open(to fingerprint: String) async throws -> ChildProcess {
        try await HeliographProgram.start(
            "community", "invite", "--wait", "--admit", fingerprint, "-c", folder("roof-1"))
    }

    /// Somebody who asks to join.
    struct Guest {
        let process: ChildProcess
        /// What was said so far; the fingerprint is in it, unless nothing was asked.
        let lines: [String]
        let fingerprint: String?

        /// How it ended, and all that was said.
        func end() async -> (exit: ChildProcess.Exit, lines: [String]) {
            let rest = await process.lines.reduce(into: lines) { $0.append($1) }
            return (await process.wait(), rest)
        }
    }

    /// Starts to join, up to where the fingerprint is shown.
    func join(_ roof: String, _ line: String, in folder: String? = nil) async throws -> Guest {
        let process = try await ChildProcess.start(
            ChildCommand(
                try HeliographProgram.path,
                [
                    "community", "join", line, "--gateway", roof, "-c", folder ?? self.folder(roof), "--meter", "none",
                    "--for", "60s",
                ], output: .lines, errors: .lines, endsWithParent: true))
        var lines: [String] = []
        for await line in process.lines {
            lines.append(line)
            let digits = line.split(separator: " ")
            if digits.count == 5, digits.allSatisfy({ $0.count == 4 && $0.allSatisfy(\.isNumber) }) {
                return Guest(process: process, lines: lines, fingerprint: digits.joined(separator: " "))
            }
        }
        return Guest(process: process, lines: lines, fingerprint: nil)
    }

    /// All of it: an invitation, somebody who joins with it, and the door.
    /// - Returns: the line, which is used by then.
    func take(in roof: String) async throws -> String {
        let line = try await invite()
        let guest = try await join(roof, line)
        let door = try await open(to: try #require(guest.fingerprint))
        let ended = await guest.end()
        #expect(ended.exit == .code(0), "\(ended.lines)")
        #expect(await door.wait() == .code(0))
        return line
    }
}
