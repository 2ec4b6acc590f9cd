import Loopback
import MQTT
import System

/// A broker that does what a test tells it, one client after the other: byte conversations that no sane broker has.
final class ScriptedBroker: Sendable {
    let port: UInt16
    private let listener: LoopbackSocket

    /// - Parameter script: what happens with the client of this ordinal, from 1; its socket closes when the script is done.
    init(_ script: @escaping @Sendable (ScriptedClient, Int) -> Void) throws {
        let (listener, port) = try LoopbackSocket.listening()
        self.listener = listener
        self.port = port
        DedicatedThread.start(name: "scripted-broker") {
            var ordinal = 0
            while let socket = listener.accept() {
                ordinal += 1
                script(ScriptedClient(socket: socket), ordinal)
            }
        }
    }

    /// Takes no more clients.
    func end() { listener.shut() }

    func configuration(_ name: String = "scripted") -> MQTTConfiguration {
        var configuration = MQTTConfiguration(host: "127.0.0.1", port: port, clientIdentifier: name)
        configuration.reconnectDelay = .milliseconds(10) ... .milliseconds(100)
        return configuration
    }
}

/// One client of a ``ScriptedBroker``, packet by packet.
struct ScriptedClient {
    let socket: LoopbackSocket

    /// The next packet; `nil` when the client has closed.
    func next() -> MQTTPacket? { socket.readPacket() }

    /// Reads CONNECT and accepts it.
    func accept(receiveMaximum: UInt16? = nil) {
        _ = next()
        var properties: [UInt8] = []
        if let receiveMaximum { properties = [0x21, UInt8(receiveMaximum >> 8), UInt8(receiveMaximum & 0xff)] }
        let header: [UInt8] = [0x20, UInt8(3 + properties.count), 0, 0, UInt8(properties.count)]
        socket.write(header + properties)
    }

    func acknowledge(_ packet: MQTTPacket, reason: UInt8 = 0) {
        socket.write([0x40, 3] + packet.publishIdentifier + [reason])
    }
}
