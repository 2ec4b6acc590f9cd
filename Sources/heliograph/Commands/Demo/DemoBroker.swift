import System

/// The street's broker: Debian's mosquitto on the loopback, with a user for each gateway and the rules that keep each
/// to its own name.
struct DemoBroker: Hashable, Sendable {
    /// The observer's login.
    static let observer = "observer"

    let port: UInt16
    /// The folder of its files.
    let folder: String

    /// Writes the configuration.
    /// - Parameter passwords: of each user.
    /// - Throws: an unusable ``Finding`` when mosquitto is not installed.
    static func create(in folder: String, passwords: [(user: String, password: String)]) async throws -> Self {
        let port = try LoopbackPort.free()
        let file = "\(folder)/passwords"
        try DurableFile.write([], to: file, mode: 0o600)
        for (user, password) in passwords {
            let (exit, lines) = try await installed {
                try await ChildProcess.run("mosquitto_passwd", ["-b", file, user, password])
            }
            guard exit == .code(0) else { throw Finding.unusable("mosquitto_passwd: \(lines.joined(separator: "; "))") }
        }
        let rules = "pattern write heliograph/1/%u/#\npattern read heliograph/1/#\n"
        try DurableFile.write(Array(rules.utf8), to: "\(folder)/rules", mode: 0o600)
        let user = CurrentProcess.variable("USER") ?? "root"
        let configuration = """
            listener \(port) 127.0.0.1
            user \(user)
            allow_anonymous false
            password_file \(file)
            acl_file \(folder)/rules
            max_queued_messages 100000
            set_tcp_nodelay true
            persistence true
            persistence_location \(folder)/
            log_dest stderr
            log_type error
            log_type warning

            """
        try DurableFile.write(Array(configuration.utf8), to: "\(folder)/mosquitto.conf", mode: 0o600)
        return Self(port: port, folder: folder)
    }

    /// How it is started.
    var command: ChildCommand {
        ChildCommand(
            "/usr/sbin/mosquitto", ["-c", "\(folder)/mosquitto.conf"], output: .file("\(folder)/log"),
            errors: .file("\(folder)/log"), leadsGroup: true, endsWithParent: true)
    }

    private static func installed<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch SystemError.program(let name, _) {
            throw Finding.unusable("\(name) is not installed: apt-get install mosquitto")
        }
    }
}
