internal import Synchronization
internal import System

/// A port of the loopback behind which a broker is, and a line to it that understands MQTT 5: it carries every message, or
/// does what a broker could do that means ill. One relay for each client, so that clients can be treated differently.
package final class BrokerRelay: Sendable {
    private struct State {
        var mischief = Mischief.none
        var lines: [RelayedLine] = []
        var isEnded = false
        var spoiltCount = 0
    }

    /// Where its client connects.
    package let port: UInt16
    private let listener: LoopbackSocket
    private let state = Mutex(State())

    /// - Parameter seed: of everything that is left to chance.
    package init(to brokerPort: UInt16, seed: UInt64) throws {
        let (listener, port) = try LoopbackSocket.listening()
        self.listener = listener
        self.port = port
        DedicatedThread.start(name: "relay-door") { [weak self] in
            var ordinal: UInt64 = 0
            while let client = listener.accept() {
                ordinal += 1
                guard let broker = LoopbackSocket.connected(to: brokerPort) else { continue }
                self?.join(client, broker, seed: seed &+ ordinal)
            }
        }
    }

    /// What is done from now on.
    package var mischief: Mischief {
        get { state.withLock { $0.mischief } }
        set { state.withLock { $0.mischief = newValue } }
    }

    /// How many messages it has kept, changed, repeated, invented or held up.
    package var spoiltCount: Int { state.withLock { $0.spoiltCount } }

    /// Ends the connections that there are; the clients may come back.
    package func cut() { state.withLock { $0.lines }.forEach { $0.cut() } }

    /// Takes no more clients, and ends what there is.
    package func end() {
        state.withLock { $0.isEnded = true }
        listener.shut()
        cut()
    }

    private func join(_ client: LoopbackSocket, _ broker: LoopbackSocket, seed: UInt64) {
        let line = RelayedLine(
            client: client, broker: broker, seed: seed, mischief: { [weak self] in self?.mischief ?? .none },
            spoil: { [weak self] in self?.state.withLock { $0.spoiltCount += 1 } })
        let isOpen = state.withLock { state in
            if !state.isEnded { state.lines = state.lines.suffix(3) + [line] }
            return !state.isEnded
        }
        guard isOpen else { return line.cut() }
        Task { await line.run() }
    }
}
