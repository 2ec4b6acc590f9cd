import Testing

@testable import Gateway

@Suite("The send window")
struct StatementSenderTests {
    private func message(_ topic: String, _ byte: UInt8 = 0) -> BrokerMessage {
        BrokerMessage(topic: topic, payload: [byte])
    }

    @Test("advances over an unbroken run of acknowledgements only")
    func acknowledgements() {
        var sender = StatementSender()
        sender.restart(at: 5)
        var acknowledged = sender.acknowledge(6, from: 5)
        #expect(acknowledged == 5)
        acknowledged = sender.acknowledge(8, from: 5)
        #expect(acknowledged == 5)
        acknowledged = sender.acknowledge(5, from: 5)
        #expect(acknowledged == 7)
        acknowledged = sender.acknowledge(5, from: 7)
        #expect(acknowledged == 7, "a repetition changes nothing")
        acknowledged = sender.acknowledge(7, from: 7)
        #expect(acknowledged == 9)
    }

    @Test("forgets what was on its way when the connection ends")
    func restart() {
        var sender = StatementSender()
        sender.sent(9)
        _ = sender.acknowledge(9, from: 5)
        sender.restart(at: 5)
        #expect(sender.next == 5)
        let acknowledged = sender.acknowledge(5, from: 5)
        #expect(acknowledged == 6, "9 must be acknowledged again")
    }

    @Test("keeps the newest message of a topic, and every question")
    func replacement() {
        var sender = StatementSender()
        sender.enqueue(message("a", 1))
        sender.enqueue(message("a", 2))
        sender.enqueue(message("q", 3), isReplaceable: false)
        sender.enqueue(message("q", 4), isReplaceable: false)
        var published: [UInt8] = []
        sender.flush { message, _ in
            published += message.payload
            return .accepted
        }
        #expect(published == [2, 3, 4])
        #expect(sender.waiting.isEmpty)
    }

    @Test("keeps what there is no room for, and no more than its limit")
    func limit() {
        var sender = StatementSender()
        for topic in 0..<1000 { sender.enqueue(message("\(topic)")) }
        #expect(sender.waiting.count == 256)
        #expect(sender.waiting["0"] == nil && sender.waiting["999"] != nil)
        sender.flush { _, _ in .windowFull }
        #expect(sender.waiting.count == 256)
    }
}
