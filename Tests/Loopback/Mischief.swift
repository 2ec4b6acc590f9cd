/// What a line, or the broker at its end, does to the messages that cross it. Connecting, subscribing and keeping alive are left alone.
package enum Mischief: Hashable, Sendable {
    /// Everything arrives once, in order, soon.
    case none
    /// Everything comes this much later, in order.
    case delay(Duration)
    /// No more than this many bytes a second, both ways together.
    case limit(bytesPerSecond: Int)
    /// The connection ends in the middle of every so-many-eth message.
    case breakOff(every: Int)
    /// Of so many messages one is acknowledged and never delivered, both ways.
    case drop(oneOf: Int)
    /// Every message comes twice, both ways.
    case duplicate
    /// Messages to the client are acknowledged, and come in lots, each in any order.
    case reorder
    /// With each message to the client comes one of old.
    case replay
    /// With each message to the client comes the word that something that was kept is kept no more.
    case clear
    /// Messages of these gateways are acknowledged, and never come to the client.
    case hide(Set<String>)
}
