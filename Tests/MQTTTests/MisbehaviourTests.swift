import Loopback
import MQTT
import Synchronization
import System
import Testing

@Suite("Brokers that misbehave", .timeLimit(.minutes(1)))
struct MisbehaviourTests {
    /// Always the largest number, so that each pause is the longest that it may be.
    private struct Largest: RandomNumberGenerator, Sendable {
        func next() -> UInt64 { .max }
    }

    @Test("A broker that accepts and drops us is asked ever more rarely: a CONNACK alone does not reset the pause")
    func dropping() async throws {
        let broker = try ScriptedBroker { client, _ in client.accept() }
        var configuration = broker.configuration()
        configuration.reconnectDelay = .milliseconds(8) ... .seconds(60)
        let session = try MQTTSession(configuration, random: Largest())
        session.start()
        var events = EventReader(session)
        var pauses: [Duration] = []
        while pauses.count < 5 {
            pauses.append(
                try await events.first { event in
                    switch event {
                    case .disconnected(_, _, let pause?), .attemptFailed(_, let pause): pause
                    default: nil
                    }
                })
        }
        #expect(pauses == [16, 32, 64, 128, 256].map { .milliseconds($0) })
        #expect(events.seen.contains(.connected(sessionPresent: false)))
        await session.stop()
        broker.end()
    }

    @Test("A broker that takes 65535 at a time still gets no more than our window")
    func generous() async throws {
        let received = Mutex(0)
        let third = try WakeEvent()
        let broker = try ScriptedBroker { client, _ in
            client.accept(receiveMaximum: 65_535)
            while let packet = client.next() {
                guard packet.isPublish else { continue }
                if received.withLock({
                    $0 += 1; return $0 == 3
                }) {
                    third.ring()
                }
            }
        }
        var configuration = broker.configuration()
        configuration.window = 3
        configuration.stopLimit = .zero
        let session = try MQTTSession(configuration)
        session.start()
        var events = EventReader(session)
        try await events.connected()
        let outcomes = (0..<5).map { session.publish(MQTTMessage(topic: "a", payload: []), token: $0) }
        #expect(outcomes == [.accepted, .accepted, .accepted, .windowFull, .windowFull])
        third.wait()
        await session.stop()
        #expect(try await events.disconnected().unacknowledged == [0, 1, 2])
        #expect(received.withLock { $0 } == 3)
        broker.end()
    }

    @Test("A broker that takes two at a time gets two, and the rest of the window as it answers")
    func modest() async throws {
        let outstanding = Mutex((now: 0, most: 0))
        let broker = try ScriptedBroker { client, _ in
            client.accept(receiveMaximum: 2)
            var held: [MQTTPacket] = []
            var count = 0
            while let packet = client.next() {
                guard packet.isPublish else { continue }
                held.append(packet)
                count += 1
                outstanding.withLock { $0.most = max($0.most, held.count) }
                // Answers only when two are held, so that a client that sends one at a time would wait for ever.
                if held.count == 2 || count == 10 {
                    for packet in held { client.acknowledge(packet) }
                    held = []
                }
            }
        }
        var configuration = broker.configuration()
        configuration.window = 10
        let session = try MQTTSession(configuration)
        session.start()
        var events = EventReader(session)
        try await events.connected()
        for token in UInt64(0)..<10 {
            #expect(session.publish(MQTTMessage(topic: "a", payload: []), token: token) == .accepted)
        }
        var tokens: [UInt64] = []
        while tokens.count < 10 { tokens += try await events.acknowledged().map(\.token) }
        #expect(tokens == Array(0..<10))
        #expect(outstanding.withLock { $0.most } == 2)
        await session.stop()
        broker.end()
    }

    @Test("A broker that vanishes leaves every unanswered token named, in order, and nothing is sent again by itself")
    func vanishing() async throws {
        let second = Mutex<[UInt8]>([])
        let over = try WakeEvent()
        let broker = try ScriptedBroker { client, ordinal in
            client.accept()
            if ordinal == 1 {
                // All four are read before the socket closes: with bytes unread, the kernel would reset the connection.
                let packets = (0..<4).compactMap { _ in client.next() }
                if let first = packets.first { client.acknowledge(first) }
            } else {
                while let packet = client.next() { second.withLock { $0.append(packet.first >> 4) } }
                over.ring()
            }
        }
        var configuration = broker.configuration()
        configuration.stopLimit = .zero
        let session = try MQTTSession(configuration)
        session.start()
        var events = EventReader(session)
        try await events.connected()
        for token in [40, 30, 20, 10] as [UInt64] {
            #expect(session.publish(MQTTMessage(topic: "a", payload: []), token: token) == .accepted)
        }
        #expect(try await events.acknowledged() == [PublishAcknowledgement(token: 40, reason: 0)])
        #expect(try await events.disconnected().unacknowledged == [30, 20, 10])
        try await events.connected()
        #expect(session.publish(MQTTMessage(topic: "b", payload: []), token: 5) == .accepted)
        await session.stop()
        over.wait()
        // One PUBLISH (the new one) and the DISCONNECT: libmosquitto's own queue did not survive.
        #expect(second.withLock { $0 } == [3, 14])
        broker.end()
    }

    @Test("Answers that nobody waits for are ignored")
    func inventing() async throws {
        let broker = try ScriptedBroker { client, _ in
            client.accept()
            client.socket.write([0x40, 2, 0x7f, 0x7f])
            while let packet = client.next() {
                if packet.isPublish {
                    client.acknowledge(packet)
                    client.acknowledge(packet)
                }
            }
        }
        let session = try MQTTSession(broker.configuration())
        session.start()
        var events = EventReader(session)
        try await events.connected()
        for token in UInt64(0)..<3 {
            #expect(session.publish(MQTTMessage(topic: "a", payload: []), token: token) == .accepted)
            #expect(try await events.acknowledged() == [PublishAcknowledgement(token: token, reason: 0)])
        }
        await session.stop()
        let tokens = await events.rest().flatMap {
            if case .acknowledged(let list) = $0 { list.map(\.token) } else { [UInt64]() }
        }
        #expect(tokens == [0, 1, 2])
        broker.end()
    }

    @Test("A filter that the broker refuses is named with its reason, and asked for again at the next connection")
    func refusing() async throws {
        let broker = try ScriptedBroker { client, ordinal in
            client.accept()
            while let packet = client.next() {
                guard packet.first >> 4 == 8 else { continue }
                client.socket.write([0x90, 4, packet.body[0], packet.body[1], 0, ordinal == 1 ? 0x87 : 1])
                if ordinal == 1 { return }
            }
        }
        let session = try MQTTSession(broker.configuration())
        session.start()
        session.subscribe(["secret"])
        var events = EventReader(session)
        let reason = try await events.first {
            if case .subscriptionRefused("secret", let reason) = $0 { reason } else { nil }
        }
        #expect(reason == 0x87)
        #expect(try await events.subscribed() == "secret")
        await session.stop()
        broker.end()
    }

    @Test("Silence after CONNECT ends the attempt")
    func silent() async throws {
        let broker = try ScriptedBroker { client, _ in while client.next() != nil {} }
        var configuration = broker.configuration()
        configuration.answerLimit = .milliseconds(50)
        let session = try MQTTSession(configuration)
        session.start()
        var events = EventReader(session)
        #expect(try await events.failure() == .silent)
        #expect(try await events.failure() == .silent)
        await session.stop()
        broker.end()
    }

    @Test("A DISCONNECT is told with the broker's reason")
    func dismissing() async throws {
        let broker = try ScriptedBroker { client, _ in
            client.accept()
            client.socket.write([0xe0, 1, 0x8b])
            while client.next() != nil {}
        }
        let session = try MQTTSession(broker.configuration())
        session.start()
        var events = EventReader(session)
        #expect(try await events.disconnected().error == .dismissed(reason: 0x8b))
        await session.stop()
        broker.end()
    }

    @Test(
        "What is not MQTT 5 is left",
        arguments: [[0x48, 0x54, 0x54, 0x50, 0x2f], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff]])
    func malformed(bytes: [UInt8]) async throws {
        let broker = try ScriptedBroker { client, _ in
            _ = client.next()
            client.socket.write(bytes + Array(repeating: 0, count: 200))
            while client.next() != nil {}
        }
        let session = try MQTTSession(broker.configuration())
        session.start()
        var events = EventReader(session)
        #expect(try await events.failure() == .malformed)
        await session.stop()
        broker.end()
    }

    @Test("A packet that would be larger than we allow is not waited for")
    func oversized() async throws {
        let broker = try ScriptedBroker { client, _ in
            client.accept()
            client.socket.write([0x30, 0xff, 0xff, 0xff, 0x7f])  // 256 MiB to come
            let chunk = [UInt8](repeating: 0, count: 1024)
            while client.socket.write(chunk) {}
        }
        var configuration = broker.configuration()
        configuration.packetLimit = 4096
        let session = try MQTTSession(configuration)
        session.start()
        var events = EventReader(session)
        #expect(try await events.disconnected().error == .oversized(limit: 4096))
        await session.stop()
        broker.end()
    }
}
