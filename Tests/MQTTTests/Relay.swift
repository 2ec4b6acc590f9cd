import Loopback
import System

/// A line between one client and a broker that a test can cut, as a power failure does.
final class Relay: Sendable {
    let port: UInt16
    private let listener: LoopbackSocket
    private let ends = AsyncStream.makeStream(of: LoopbackSocket.self)

    init(to brokerPort: UInt16) throws {
        let (listener, port) = try LoopbackSocket.listening()
        self.listener = listener
        self.port = port
        let ends = ends.continuation
        DedicatedThread.start(name: "relay") {
            guard let client = listener.accept(), let broker = LoopbackSocket.connected(to: brokerPort) else { return }
            ends.yield(client)
            ends.yield(broker)
            ends.finish()
            DedicatedThread.start(name: "relay-back") { while let byte = broker.read(1), client.write(byte) {} }
            while let byte = client.read(1), broker.write(byte) {}
        }
    }

    /// Ends the line without a word on it, for good.
    func cut() async {
        listener.shut()
        for await end in ends.stream { end.shut() }
    }
}
