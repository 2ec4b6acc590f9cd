import Glibc
import Loopback
import MQTT
import System

/// A mosquitto of our own on a loopback port, with a private configuration, ended with the test.
final class Broker: Sendable {
    static let program = "/usr/sbin/mosquitto"

    let port: UInt16
    let directory: TemporaryDirectory
    private let listener: String
    private let settings: String

    /// - Parameters:
    ///   - listener: lines that belong to the listener.
    ///   - settings: lines in which `DIRECTORY` stands for the broker's own directory.
    init(listener: String = "", settings: String = "allow_anonymous true") throws {
        port = try LoopbackPort.free()
        directory = try TemporaryDirectory()
        self.listener = listener
        self.settings = settings
    }

    /// Starts the broker and waits until it accepts connections.
    func start() async throws -> ChildProcess {
        let text = """
            listener \(port) 127.0.0.1
            \(listener)
            user root
            log_dest file \(directory.path)/log
            \(settings)
            """
        let path = "\(directory.path)/mosquitto.conf"
        try directory.write(text.replacing("DIRECTORY", with: directory.path), to: "mosquitto.conf")
        let child = try await ChildProcess.start(
            ChildCommand(Self.program, ["-c", path], output: .discarded, errors: .discarded, endsWithParent: true))
        while !LoopbackSocket.canConnect(to: port) {
            guard child.isRunning else { throw BrokerError.ended(try directory.read("log")) }
            try await Task.sleep(for: .milliseconds(5))
        }
        return child
    }

    /// A session as most tests want it: quick to retry, slow to give up.
    func configuration(_ name: String) -> MQTTConfiguration {
        var configuration = MQTTConfiguration(host: "127.0.0.1", port: port, clientIdentifier: name)
        configuration.reconnectDelay = .milliseconds(10) ... .milliseconds(100)
        configuration.willDelay = .zero
        return configuration
    }

    func session(_ name: String) throws -> MQTTSession {
        let session = try MQTTSession(configuration(name))
        session.start()
        return session
    }
}

enum BrokerError: Error { case ended(String) }

extension ChildProcess {
    /// Ends a broker the hard way.
    func kill() async {
        signal(SIGKILL)
        _ = await wait()
    }

    /// Ends a broker politely: it stores its sessions.
    func terminate() async {
        signal(SIGTERM)
        _ = await wait()
    }
}
