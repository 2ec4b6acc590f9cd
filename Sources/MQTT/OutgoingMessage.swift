/// A message on its way to the loop, with the name under which it is answered.
struct OutgoingMessage: Sendable {
    let token: UInt64
    let message: MQTTMessage
}
