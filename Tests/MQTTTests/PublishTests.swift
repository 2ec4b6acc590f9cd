import Glibc
import MQTT
import System
import Testing

@Suite("Publishing", .timeLimit(.minutes(1)))
struct PublishTests {
    @Test("Messages are acknowledged once each, in order, and arrive in order")
    func order() async throws {
        let broker = try Broker()
        let child = try await broker.start()
        let receiver = try broker.session("receiver")
        receiver.subscribe(["order/#"])
        var arriving = EventReader(receiver)
        #expect(try await arriving.subscribed() == "order/#")

        let sender = try broker.session("sender")
        var answers = EventReader(sender)
        try await answers.connected()
        for token in UInt64(0)..<20 {
            #expect(
                sender.publish(MQTTMessage(topic: "order/\(token)", payload: [UInt8(token)]), token: token) == .accepted
            )
        }
        var acknowledged: [PublishAcknowledgement] = []
        while acknowledged.count < 20 { acknowledged += try await answers.acknowledged() }
        #expect(acknowledged == (0..<20).map { PublishAcknowledgement(token: $0, reason: 0) })
        for token in UInt8(0)..<20 {
            let message = try await arriving.message()
            #expect(message.payload == [token])
            #expect(message.topic == "order/\(token)")
            #expect(!message.isRetained)
        }
        await sender.stop()
        await receiver.stop()
        await child.kill()
    }

    @Test("A burst through a small window: every token answered exactly once, every message delivered exactly once")
    func burst() async throws {
        let broker = try Broker(settings: "allow_anonymous true\nmax_queued_messages 0")
        let child = try await broker.start()
        var configuration = broker.configuration("burst")
        configuration.window = 7
        configuration.incomingLimit = 10_000
        let session = try MQTTSession(configuration)
        session.start()
        session.subscribe(["burst"])
        var events = EventReader(session)
        _ = try await events.subscribed()

        let total = 3000
        var next = 0
        var tokens: [UInt64] = []
        var payloads: [[UInt8]] = []
        func fill() {
            while next < total {
                let payload = [UInt8(next >> 8), UInt8(next & 0xff)]
                guard session.publish(MQTTMessage(topic: "burst", payload: payload), token: UInt64(next)) == .accepted
                else { return }
                next += 1
            }
        }
        fill()
        while tokens.count < total || payloads.count < total {
            _ = try await events.first { event -> Bool? in
                switch event {
                case .acknowledged(let list): tokens += list.filter(\.isSuccess).map(\.token)
                case .message(let message): payloads.append(message.payload)
                default: return nil
                }
                return true
            }
            fill()
        }
        #expect(tokens == Array(0..<UInt64(total)))
        #expect(payloads == (0..<total).map { [UInt8($0 >> 8), UInt8($0 & 0xff)] })
        await session.stop()
        await child.kill()
    }

    @Test("Nobody subscribed is a success; a topic that the broker forbids is a refusal, and the session goes on")
    func reasons() async throws {
        let broker = try Broker(settings: "allow_anonymous true\nacl_file DIRECTORY/acl")
        try broker.directory.write("topic write allowed\n", to: "acl")
        let child = try await broker.start()
        let session = try broker.session("reasons")
        var events = EventReader(session)
        try await events.connected()
        for (token, topic) in ["allowed", "forbidden", "allowed"].enumerated() {
            #expect(session.publish(MQTTMessage(topic: topic, payload: [1]), token: UInt64(token)) == .accepted)
        }
        var answers: [PublishAcknowledgement] = []
        while answers.count < 3 { answers += try await events.acknowledged() }
        #expect(answers.map(\.reason) == [0x10, 0x87, 0x10])
        #expect(answers.map(\.isSuccess) == [true, false, true])
        await session.stop()
        await child.kill()
    }

    @Test("What cannot be sent is answered with the protocol's own code, and the session goes on")
    func uncarriable() async throws {
        let broker = try Broker(settings: "allow_anonymous true\nmax_packet_size 1000")
        let child = try await broker.start()
        let session = try broker.session("uncarriable")
        var events = EventReader(session)
        try await events.connected()
        let large = [UInt8](repeating: 0, count: 2000)
        let messages = [
            MQTTMessage(topic: "a/#", payload: []), MQTTMessage(topic: "", payload: []),
            MQTTMessage(topic: "a\0b", payload: []), MQTTMessage(topic: "large", payload: large),
            MQTTMessage(topic: "a", payload: [], contentType: "text/\0"), MQTTMessage(topic: "fine", payload: []),
        ]
        for (token, message) in messages.enumerated() {
            #expect(session.publish(message, token: UInt64(token)) == .accepted)
        }
        var answers: [PublishAcknowledgement] = []
        while answers.count < messages.count { answers += try await events.acknowledged() }
        #expect(answers.map(\.reason) == [0x90, 0x90, 0x90, 0x95, 0x90, 0x10])
        await session.stop()
        await child.kill()
    }

    @Test("QoS 0 is answered once it is handed over")
    func atMostOnce() async throws {
        let broker = try Broker()
        let child = try await broker.start()
        let session = try broker.session("quick")
        session.subscribe(["quick"])
        var events = EventReader(session)
        _ = try await events.subscribed()
        let message = MQTTMessage(topic: "quick", payload: [9], quality: .atMostOnce)
        #expect(session.publish(message, token: 3) == .accepted)
        #expect(try await events.acknowledged() == [PublishAcknowledgement(token: 3, reason: 0)])
        #expect(try await events.message() == message)
        await session.stop()
        let answers = await events.rest().filter { if case .acknowledged = $0 { true } else { false } }
        #expect(answers.count == 1)
        await child.kill()
    }

    @Test("Every property survives the way through the broker")
    func properties() async throws {
        let broker = try Broker()
        let child = try await broker.start()
        let session = try broker.session("properties")
        session.subscribe(["full", "bare"])
        var events = EventReader(session)
        _ = try await events.subscribed()
        _ = try await events.subscribed()
        let full = MQTTMessage(
            topic: "full", payload: Array(0...255), contentType: "application/cose; cose-type=\"cose-sign1\"",
            responseTopic: "answer/ä", correlation: [0, 1, 0, 255],
            userProperties: [
                .init(name: "index", value: "17"), .init(name: "index", value: "18"), .init(name: "ö", value: ""),
            ])
        let bare = MQTTMessage(topic: "bare", payload: [])
        #expect(session.publish(full, token: 1) == .accepted)
        #expect(session.publish(bare, token: 2) == .accepted)
        #expect(try await events.message() == full)
        #expect(try await events.message() == bare)
        await session.stop()
        await child.kill()
    }

    @Test("A retained message is marked as such for those who come later, and an empty one clears it")
    func retained() async throws {
        let broker = try Broker()
        let child = try await broker.start()
        let session = try broker.session("keeper")
        var events = EventReader(session)
        try await events.connected()
        #expect(session.publish(MQTTMessage(topic: "kept", payload: [1], isRetained: true), token: 1) == .accepted)
        _ = try await events.acknowledged()
        session.subscribe(["kept"])
        #expect(try await events.message() == MQTTMessage(topic: "kept", payload: [1], isRetained: true))
        #expect(session.publish(MQTTMessage(topic: "kept", payload: [], isRetained: true), token: 2) == .accepted)
        #expect(try await events.message() == MQTTMessage(topic: "kept", payload: []))
        let late = try broker.session("late")
        late.subscribe(["kept", "next"])
        var lateEvents = EventReader(late)
        _ = try await lateEvents.subscribed()
        _ = try await lateEvents.subscribed()
        #expect(session.publish(MQTTMessage(topic: "next", payload: [2]), token: 3) == .accepted)
        #expect(try await lateEvents.message().topic == "next")
        await late.stop()
        await session.stop()
        await child.kill()
    }

    @Test("The will is delivered with its properties when a client vanishes, and not when it takes leave")
    func will() async throws {
        let broker = try Broker()
        let child = try await broker.start()
        let watcher = try broker.session("watcher")
        watcher.subscribe(["status/#"])
        var events = EventReader(watcher)
        _ = try await events.subscribed()

        let will = MQTTMessage(
            topic: "status/polite", payload: [0], contentType: "application/json",
            userProperties: [.init(name: "a", value: "b")])
        var configuration = broker.configuration("willing")
        configuration.will = will
        let polite = try MQTTSession(configuration)
        polite.start()
        var politeEvents = EventReader(polite)
        try await politeEvents.connected()
        await polite.stop()

        let relay = try Relay(to: broker.port)
        configuration.port = relay.port
        configuration.will?.topic = "status/vanished"
        let vanishing = try MQTTSession(configuration)
        vanishing.start()
        var vanishingEvents = EventReader(vanishing)
        try await vanishingEvents.connected()
        await relay.cut()
        let message = try await events.message()
        #expect(message.topic == "status/vanished")
        #expect(message.contentType == "application/json")
        #expect(message.userProperties == will.userProperties)
        await vanishing.stop()
        await watcher.stop()
        await child.kill()
    }

    @Test("A reader that is too slow is told how much it missed, and loses no answer")
    func overflow() async throws {
        let broker = try Broker(settings: "allow_anonymous true\nmax_queued_messages 0")
        let child = try await broker.start()
        var configuration = broker.configuration("slow")
        configuration.incomingLimit = 4
        configuration.window = 100
        let slow = try MQTTSession(configuration)
        slow.start()
        slow.subscribe(["flood", "end"])
        var events = EventReader(slow)
        _ = try await events.subscribed()
        _ = try await events.subscribed()
        // Nobody reads `slow` until the broker has delivered everything, which `other` sees by its own copy.
        let other = try broker.session("other")
        other.subscribe(["flood"])
        var others = EventReader(other)
        _ = try await others.subscribed()
        for token in UInt64(0)..<100 {
            #expect(slow.publish(MQTTMessage(topic: "flood", payload: [UInt8(token)]), token: token) == .accepted)
        }
        for _ in 0..<100 { _ = try await others.message() }
        var messages: [UInt8] = []
        var answers: [UInt64] = []
        var dropped = 0
        while messages.count + dropped < 100 || answers.count < 100 {
            _ = try await events.first { event -> Bool? in
                switch event {
                case .message(let message): messages += message.payload
                case .overflow(let count): dropped += count
                case .acknowledged(let list): answers += list.map(\.token)
                default: break
                }
                return true
            }
        }
        #expect(dropped > 0)
        #expect(messages.prefix(4) == [0, 1, 2, 3])
        #expect(messages == messages.sorted())
        #expect(answers == Array(0..<100))
        await slow.stop()
        await other.stop()
        await child.kill()
    }

    @Test("A wrong password is a refusal with the broker's code, tried again and again")
    func password() async throws {
        let broker = try Broker(settings: "allow_anonymous false\npassword_file DIRECTORY/passwords")
        try broker.directory.write("", to: "passwords")
        let path = "\(broker.directory.path)/passwords"
        let (exit, _) = try await ChildProcess.run("mosquitto_passwd", ["-b", path, "linden/a", "right"])
        #expect(exit == .code(0))
        let child = try await broker.start()
        var configuration = broker.configuration("password")
        configuration.userName = "linden/a"
        configuration.password = "wrong"
        let wrong = try MQTTSession(configuration)
        wrong.start()
        var failures = EventReader(wrong)
        #expect(try await failures.failure() == .refused(reason: 0x87))
        #expect(try await failures.failure() == .refused(reason: 0x87))
        await wrong.stop()
        configuration.password = "right"
        let right = try MQTTSession(configuration)
        right.start()
        var events = EventReader(right)
        try await events.connected()
        await right.stop()
        await child.kill()
    }

    @Test("Stopping waits for what was accepted")
    func draining() async throws {
        let broker = try Broker()
        let child = try await broker.start()
        let session = try broker.session("draining")
        var events = EventReader(session)
        try await events.connected()
        for token in UInt64(0)..<20 {
            #expect(session.publish(MQTTMessage(topic: "a", payload: []), token: token) == .accepted)
        }
        await session.stop()
        let seen = await events.rest()
        let tokens = seen.flatMap { if case .acknowledged(let list) = $0 { list.map(\.token) } else { [UInt64]() } }
        #expect(tokens == Array(0..<20))
        #expect(seen.last == .disconnected(.stopped, unacknowledged: [], retryIn: nil))
        await child.kill()
    }
}
