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
        let kept = [UInt8(3), 4].map { sender.enqueue(exchange: message("q", $0)) }
        #expect(kept == [true, true])
        var published: [UInt8] = []
        sender.flush { message, _ in
            published += message.payload
            return .accepted
        }
        #expect(published == [2, 3, 4])
        #expect(sender.waiting.isEmpty)
    }

    @Test("lets questions and answers go before what it has to publish itself")
    func flood() {
        var sender = StatementSender()
        sender.enqueue(message("checkpoint", 1))
        var keptCount = 0
        for _ in 0..<1000 where sender.enqueue(exchange: message("answer")) { keptCount += 1 }
        #expect(keptCount == StatementSender.exchangeLimit)
        #expect(sender.waiting["checkpoint"] != nil)
        for topic in 0..<255 { sender.enqueue(message("\(topic)")) }
        #expect(sender.waiting.count == 256 + keptCount)
        sender.flush { _, _ in .accepted }
        let large = BrokerMessage(topic: "answer", payload: Array(repeating: 0, count: 192 * 1024))
        let largeCount = (0..<10).count { _ in sender.enqueue(exchange: large) }
        #expect(largeCount == 5, "what waits is bounded in bytes as well")
        #expect(sender.waiting.values.reduce(0) { $0 + $1.payload.count } <= StatementSender.exchangeByteLimit)
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
