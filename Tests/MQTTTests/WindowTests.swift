import Testing

@testable import MQTT

@Suite("Pure parts of a session")
struct WindowTests {
    private func message(_ token: UInt64) -> OutgoingMessage {
        OutgoingMessage(token: token, message: MQTTMessage(topic: "a", payload: [], isRetained: token == 0))
    }

    @Test("Pauses double up to the longest, lie in the upper half, and start again only after a connection that stood")
    func backoff() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<100 {
            var backoff = Backoff(.seconds(1) ... .seconds(60))
            for (floor, ceiling) in [(1, 2), (2, 4), (4, 8), (8, 16), (16, 32), (30, 60), (30, 60)] {
                backoff.connectionLasted(.seconds(59))
                let pause = backoff.next(using: &random)
                #expect(pause >= .seconds(floor) && pause <= .seconds(ceiling))
            }
            backoff.connectionLasted(.seconds(60))
            #expect(backoff.next(using: &random) <= .seconds(2))
        }
    }

    @Test("Pauses of two gateways differ")
    func jitter() {
        var random = SystemRandomNumberGenerator()
        let pauses = (0..<20).map { _ in
            var backoff = Backoff(.seconds(1) ... .seconds(60))
            return backoff.next(using: &random)
        }
        #expect(Set(pauses).count > 10)
    }

    @Test("A pause that cannot vary is exact")
    func exact() {
        var random = SystemRandomNumberGenerator()
        var backoff = Backoff(.milliseconds(5) ... .milliseconds(5))
        #expect((0..<3).map { _ in backoff.next(using: &random) } == Array(repeating: .milliseconds(5), count: 3))
    }

    @Test("The window sends in order, answers in any order, and names the rest in order")
    func window() {
        var window = SendWindow()
        var fresh = (0..<5).map { message($0) }
        #expect(!window.isHungry)  // closed until the broker has spoken
        window.open(3)
        #expect(window.isHungry)
        window.refill(from: &fresh)
        #expect(fresh.isEmpty)
        for identifier in UInt16(1)...3 {
            #expect(window.next?.token == UInt64(identifier - 1))
            window.sent(as: identifier)
        }
        #expect(window.next == nil)
        #expect(window.answered(2) == 1)
        #expect(window.answered(2) == nil)
        #expect(window.answered(9) == nil)
        #expect(window.tokens == [0, 2, 3, 4])
        #expect(window.next?.token == 3)
        #expect(window.settled() == 3)
        #expect(window.tokens == [0, 2, 4])
        #expect(!window.isEmpty)
        window.sent(as: 4)
        #expect([1, 3, 4].map { window.answered($0) } == [0, 2, 4])
        #expect(window.isEmpty && window.tokens.isEmpty)
    }

    @Test("Subscriptions are asked for once, and again where the broker forgot or refused")
    func subscriptions() {
        var subscriptions = Subscriptions()
        #expect(subscriptions.add(["a", "b", "a"]) == ["a", "b"])
        #expect(subscriptions.add(["b", "c"]) == ["c"])
        for (identifier, filter) in ["a", "b", "c"].enumerated() { subscriptions.ask(filter, as: UInt16(identifier)) }
        #expect(subscriptions.answered(0, reason: 1) == "a")
        #expect(subscriptions.answered(1, reason: 0x87) == "b")
        #expect(subscriptions.answered(1, reason: 1) == nil)
        #expect(subscriptions.connected(sessionPresent: true) == ["b", "c"])
        #expect(subscriptions.answered(2, reason: 1) == nil)  // asked on the connection before
        #expect(subscriptions.connected(sessionPresent: false) == ["a", "b", "c"])
    }

    @Test("The queue joins answers, drops messages beyond either limit, and keeps everything else")
    func queue() async {
        let queue = EventQueue(messageLimit: 2, messageByteLimit: 10)
        let small = MQTTEvent.message(MQTTMessage(topic: "a", payload: [1]))
        let large = MQTTEvent.message(MQTTMessage(topic: "a", payload: Array(repeating: 0, count: 100)))
        func answer(_ token: UInt64) -> PublishAcknowledgement { PublishAcknowledgement(token: token, reason: 0) }
        queue.append([.acknowledged([answer(1)]), .acknowledged([answer(2)])])
        queue.append([.acknowledged([answer(3)]), large, small, small, .acknowledged([answer(4)]), small])
        #expect(await queue.next() == .acknowledged([answer(1), answer(2), answer(3)]))
        #expect(await queue.next() == large)  // one is taken whatever its size
        #expect(await queue.next() == .overflow(dropped: 2))
        queue.append([small, small, small])
        #expect(await queue.next() == .acknowledged([answer(4)]))
        #expect(await queue.next() == .overflow(dropped: 1))
        #expect(await queue.next() == small)
        #expect(await queue.next() == small)
        #expect(await queue.next() == .overflow(dropped: 1))
        queue.end()
        queue.append([small])
        #expect(await queue.next() == nil)
    }

    @Test("A reader that waits gets what comes, and the end")
    func waiting() async {
        let queue = EventQueue(messageLimit: 2, messageByteLimit: 10)
        let reader = Task {
            var events: [MQTTEvent] = []
            while let event = await queue.next() { events.append(event) }
            return events
        }
        let connected = MQTTEvent.connected(sessionPresent: false)
        for _ in 0..<100 {
            queue.append([connected])
            await Task.yield()
        }
        queue.end()
        #expect(await reader.value == Array(repeating: connected, count: 100))
    }

    @Test("Connections wait for a reader that does not read")
    func room() async {
        let queue = EventQueue(messageLimit: 1000, messageByteLimit: 1000)
        for _ in 0..<255 { queue.append([.connected(sessionPresent: false)]) }
        #expect(queue.hasRoom)
        queue.append([.connected(sessionPresent: false)])
        #expect(!queue.hasRoom)
        _ = await queue.next()
        #expect(queue.hasRoom)
    }
}
