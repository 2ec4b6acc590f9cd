internal import Chance
internal import System

/// One connection through a ``BrokerRelay``.
actor RelayedLine {
    /// Where something came from.
    enum Side { case client, broker }

    private enum Event {
        case packet(MQTTPacket, from: Side, at: ContinuousClock.Instant)
        case tick
        case closed
    }

    /// Identifiers from here on are the line's own: neither side gets that far in a test.
    private static let firstIdentifier: UInt16 = 0x8000
    private static let lotSize = 8
    private static let memory = 500

    private let client: LoopbackSocket
    private let broker: LoopbackSocket
    private let mischief: @Sendable () -> Mischief
    /// Told of each message that does not arrive as it was sent.
    private let spoil: @Sendable () -> Void
    private var chance: SeededGenerator
    private var identifier = RelayedLine.firstIdentifier
    /// What waits to be mixed.
    private var lot: [Publication] = []
    private var lotBegan: ContinuousClock.Instant?
    /// What came to the client before, the newest last.
    private var old: [Publication] = []
    private var messageCount = 0

    init(
        client: LoopbackSocket, broker: LoopbackSocket, seed: UInt64, mischief: @escaping @Sendable () -> Mischief,
        spoil: @escaping @Sendable () -> Void
    ) {
        self.client = client
        self.broker = broker
        self.mischief = mischief
        self.spoil = spoil
        chance = SeededGenerator(seed: seed)
    }

    /// Carries packets until one side has closed.
    func run() async {
        let (events, continuation) = AsyncStream.makeStream(of: Event.self)
        for (socket, side) in [(client, Side.client), (broker, .broker)] {
            DedicatedThread.start(name: "relay") {
                while let packet = socket.readPacket() {
                    continuation.yield(.packet(packet, from: side, at: .now))
                }
                continuation.yield(.closed)
            }
        }
        let ticker = Task {
            while !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(200))
                continuation.yield(.tick)
            }
        }
        loop: for await event in events {
            switch event {
            case .packet(let packet, let side, let arrival): await carry(packet, from: side, since: arrival)
            case .tick: mixIfDue()
            case .closed: break loop
            }
        }
        ticker.cancel()
        cut()
    }

    /// Ends the connection without a word on it.
    nonisolated func cut() {
        client.shut()
        broker.shut()
    }

    private func carry(_ packet: MQTTPacket, from side: Side, since arrival: ContinuousClock.Instant) async {
        switch mischief() {
        case .delay(let delay):
            try? await Task.sleep(until: arrival + delay, clock: .continuous)
            spoil()
        case .limit(let rate):
            try? await Task.sleep(for: .seconds(packet.bytes.count) / rate)
            spoil()
        case .breakOff(let every) where packet.isPublish:
            messageCount += 1
            if messageCount.isMultiple(of: every) {
                spoil()
                _ = write(Array(packet.bytes.prefix(packet.bytes.count / 2)), from: side)
                return cut()
            }
        default: break
        }
        if packet.isAcknowledgement, UInt16(packet.body[0]) << 8 >= Self.firstIdentifier { return }
        guard let message = Publication(packet) else { return pass(packet, from: side) }
        switch side {
        case .client: carryToBroker(message, packet)
        case .broker: carryToClient(message, packet)
        }
    }

    private func carryToBroker(_ message: Publication, _ packet: MQTTPacket) {
        switch mischief() {
        case .drop(let count) where Int.random(in: 0..<count, using: &chance) == 0: acknowledge(message, from: .client)
        case .duplicate:
            pass(packet, from: .client)
            pass(message.packet(as: nextIdentifier()), from: .client)
        default: pass(packet, from: .client)
        }
    }

    private func carryToClient(_ message: Publication, _ packet: MQTTPacket) {
        defer { remember(message) }
        switch mischief() {
        case .drop(let count) where Int.random(in: 0..<count, using: &chance) == 0: acknowledge(message, from: .broker)
        case .hide(let gateways) where gateways.contains { message.topic.contains("/\($0)/") }:
            acknowledge(message, from: .broker)
        case .duplicate:
            pass(packet, from: .broker)
            pass(message.packet(as: nextIdentifier()), from: .broker)
        case .reorder:
            acknowledge(message, from: .broker)
            lot.append(message)
            if lotBegan == nil { lotBegan = .now }
            mixIfDue()
        case .replay:
            pass(packet, from: .broker)
            if let again = old.randomElement(using: &chance) {
                pass(again.packet(as: nextIdentifier(), isRetained: Bool.random(using: &chance)), from: .broker)
            }
        case .clear:
            pass(packet, from: .broker)
            if let cleared = old.filter({ !$0.topic.contains("/statement/") }).randomElement(using: &chance) {
                pass(cleared.emptied(as: nextIdentifier()), from: .broker)
            }
        default: pass(packet, from: .broker)
        }
    }

    /// Sends the lot once it is large or old enough, or nothing is to be mixed any more.
    private func mixIfDue() {
        guard let lotBegan else { return }
        let isDue = lot.count >= Self.lotSize || lotBegan.duration(to: .now) > .seconds(2) || mischief() != .reorder
        guard isDue else { return }
        for message in lot.shuffled(using: &chance) { pass(message.packet(as: nextIdentifier()), from: .broker) }
        (lot, self.lotBegan) = ([], nil)
    }

    private func remember(_ message: Publication) {
        old.append(message)
        if old.count > Self.memory { old.removeFirst() }
    }

    /// For a message that the line invents.
    private func nextIdentifier() -> UInt16 {
        spoil()
        identifier = identifier == .max ? Self.firstIdentifier : identifier + 1
        return identifier
    }

    /// Tells the sender that its message has arrived.
    private func acknowledge(_ message: Publication, from side: Side) {
        spoil()
        _ = write(MQTTPacket.acknowledgement(message.identifier).bytes, from: side == .client ? .broker : .client)
    }

    private func pass(_ packet: MQTTPacket, from side: Side) { _ = write(packet.bytes, from: side) }

    private func write(_ bytes: [UInt8], from side: Side) -> Bool {
        (side == .client ? broker : client).write(bytes)
    }
}
