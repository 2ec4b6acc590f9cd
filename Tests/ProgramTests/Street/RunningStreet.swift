import FoundationEssentials
import System
import Testing

/// A street of which the test runs every process itself.
actor RunningStreet {
    nonisolated let folder: StreetFolder
    private var children: [String: ChildProcess] = [:]

    /// Lets the demo make the folder, and starts the broker.
    /// - Parameter broker: words that become the broker, such as nsenter's, and its configuration; where it is to listen
    ///   elsewhere than on the loopback, the caller waits for it.
    init(in path: String, broker: (words: [String], edit: (String) -> String)? = nil) async throws {
        folder = StreetFolder(path: "\(path)/street")
        let made = try await HeliographProgram.run(
            "demo", "--for", "1s", "--interval", "2", "--directory", folder.path, "--json")
        #expect(made.exit == .code(0), "\(made.lines)")
        if let broker {
            let file = "\(folder.path)/broker/mosquitto.conf"
            let text = broker.edit(String(decoding: try SmallFile.read(file), as: UTF8.self))
            try Data(text.utf8).write(to: URL(filePath: file))
        }
        try await startBroker(through: broker?.words ?? [])
    }

    /// Starts the street's broker, with what it remembers.
    /// - Parameter words: words that become it; without any, it is waited for.
    func startBroker(through words: [String] = []) async throws {
        let all = words + ["/usr/sbin/mosquitto", "-c", "\(folder.path)/broker/mosquitto.conf"]
        children["broker"] = try await start(all[0], Array(all.dropFirst()))
        if words.isEmpty { try await folder.awaitBroker() }
    }

    /// The number of a running gateway's process.
    func process(of roof: String) throws -> Int32 { try #require(children[roof]).identifier }

    /// Starts another broker with the same users and rules.
    func startBroker(onPort port: UInt16, named name: String) async throws {
        let original = String(decoding: try SmallFile.read("\(folder.path)/broker/mosquitto.conf"), as: UTF8.self)
        let memory = "\(folder.path)/\(name)"
        try FileManager.default.createDirectory(atPath: memory, withIntermediateDirectories: true)
        let text = original.split(separator: "\n").map { line in
            if line.hasPrefix("listener ") { return "listener \(port) 127.0.0.1" }
            return line.hasPrefix("persistence_location ") ? "persistence_location \(memory)/" : String(line)
        }
        let file = "\(memory)/mosquitto.conf"
        try Data(text.joined(separator: "\n").utf8).write(to: URL(filePath: file))
        children[name] = try await start("/usr/sbin/mosquitto", ["-c", file])
    }

    /// Starts a gateway through words that become it, such as strace's or nsenter's.
    /// - Parameter log: a file of its own for what it says.
    /// - Returns: the gateway: it ends by itself, or with the street.
    @discardableResult
    func start(_ roof: String, through words: [String], log: String? = nil) async throws -> ChildProcess {
        let run = [try HeliographProgram.path, "run", "--configuration", "\(folder.roof(roof))/heliograph.yaml"]
        let all = words + run
        let child = try await start(all[0], Array(all.dropFirst()), log: log)
        children[roof] = child
        return child
    }

    /// Starts gateways.
    /// - Parameter environment: `NAME=value`, beside our own.
    func start(_ roofs: [String], with environment: [String] = []) async throws {
        for roof in roofs {
            let configuration = "\(folder.roof(roof))/heliograph.yaml"
            children[roof] = try await start(
                try HeliographProgram.path, ["run", "--configuration", configuration], with: environment)
        }
    }

    /// Lets a gateway end in an orderly way.
    func stop(_ roof: String) async -> ChildProcess.Exit? {
        guard let child = children.removeValue(forKey: roof) else { return nil }
        child.signal(SignalNumber.terminate)
        return await child.wait()
    }

    /// Ends a gateway on the spot.
    func kill(_ roof: String) async {
        guard let child = children.removeValue(forKey: roof) else { return }
        child.signal(SignalNumber.kill)
        _ = await child.wait()
    }

    /// Has every gateway take a last reading and go on mirroring.
    func rest() {
        for (name, child) in children where name != "broker" { child.signal(SignalNumber.userOne) }
    }

    /// Ends everything.
    func end() async {
        for name in children.keys.sorted(by: >) { _ = await stop(name) }
    }

    /// Waits until a condition holds.
    /// - Returns: whether it did within a minute and a half.
    nonisolated func waits(until condition: () async throws -> Bool) async throws -> Bool {
        for _ in 0..<180 {
            if try await condition() { return true }
            try await Task.sleep(for: .milliseconds(500))
        }
        return false
    }

    /// The size of a gateway's own log, and how much of it is recorded.
    nonisolated func head(of roof: String) async throws -> (entries: Int, recorded: Int) {
        struct Head: Decodable {
            var origin: String
            var entries: Int
            var recorded: Int?
        }
        let result = try await HeliographProgram.run("ledger", "heads", "--state", folder.roof(roof), "--json")
        guard result.exit == .code(0) else { return (0, 0) }
        for line in result.lines {
            let head = try JSONDecoder().decode(Head.self, from: Data(line.utf8))
            if head.origin == "demo.street/\(roof)" { return (head.entries, head.recorded ?? 0) }
        }
        return (0, 0)
    }

    private func start(
        _ program: String, _ arguments: [String], log: String? = nil, with environment: [String] = []
    ) async throws -> ChildProcess {
        let log = log ?? "\(folder.path)/run.log"
        return try await ChildProcess.start(
            ChildCommand(
                program, arguments, environment: CurrentProcess.environment + environment, output: .file(log),
                errors: .file(log), endsWithParent: true))
    }
}
