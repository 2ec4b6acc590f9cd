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
}
