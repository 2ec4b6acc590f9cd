import Ledger
import Statements

/// The send window: which entries are on their way to the broker, and which retained messages still wait to be.
///
/// A value that decides; the database is the queue, so nothing is kept here but positions and the newest message of
/// each topic.
struct StatementSender: Sendable {
    /// Tokens of retained messages and of questions start here; below are log indices.
    static let otherTokens: UInt64 = 1 << 63
    /// How many messages wait at most that replace each other by topic; beyond, the oldest go.
    static let noteLimit = 256
    /// How many questions and answers wait at most, and what they weigh together, in bytes: neighbours decide how many there
    /// are, and what waits is in memory.
    static let exchangeLimit = 64
    static let exchangeByteLimit = 1 << 20

    /// The first entry that was not handed to the broker in this connection.
    private(set) var next: UInt64 = 0
    private var acknowledged: Set<UInt64> = []
    /// Messages that are waiting for room, the newest of each topic.
    private(set) var waiting: [String: BrokerMessage] = [:]
    private var order: [String] = []
    /// The questions and answers among them.
    private var exchangeCount = 0
    private var exchangeBytes = 0
    private var tokens: UInt64 = otherTokens
    /// Topics of messages on their way, to name one that the broker refuses.
    private var topics: [UInt64: String] = [:]

    /// A connection began, or ended: whatever was not acknowledged is sent again from `end` on.
    mutating func restart(at end: UInt64) {
        next = end
        acknowledged = []
        topics = [:]
    }

    /// An entry was handed to the broker.
    mutating func sent(_ index: UInt64) { next = index + 1 }

    /// The broker has this entry.
    /// - Returns: the end of the unbroken run of acknowledged entries from `end` on.
    mutating func acknowledge(_ index: UInt64, from end: UInt64) -> UInt64 {
        guard index >= end else { return end }
        acknowledged.insert(index)
        var end = end
        while acknowledged.remove(end) != nil { end += 1 }
        return end
    }

    /// Keeps a message until there is room; an older one on the same topic is no longer needed.
    mutating func enqueue(_ message: BrokerMessage) {
        if waiting.updateValue(message, forKey: message.topic) == nil { order.append(message.topic) }
        while order.count - exchangeCount > Self.noteLimit,
            let oldest = order.firstIndex(where: { waiting[$0]?.topic == $0 })
        {
            remove(order.remove(at: oldest))
        }
    }

    /// Keeps a question or an answer, each of which counts, until there is room.
    /// - Returns: `false` when too many wait: it was let go, and whoever misses it asks somebody else.
    mutating func enqueue(exchange message: BrokerMessage) -> Bool {
        guard exchangeCount < Self.exchangeLimit, exchangeBytes + message.payload.count <= Self.exchangeByteLimit else {
            return false
        }
        let key = "\(message.topic)#\(tokens)"
        tokens += 1
        exchangeCount += 1
        exchangeBytes += message.payload.count
        waiting[key] = message
        order.append(key)
        return true
    }

    /// Hands over as many waiting messages as there is room for.
    mutating func flush(_ publish: (BrokerMessage, UInt64) -> BrokerAcceptance) {
        while let key = order.first, let message = waiting[key] {
            tokens += 1
            guard publish(message, tokens) == .accepted else { return }
            topics[tokens] = message.topic
            remove(order.removeFirst())
        }
    }

    private mutating func remove(_ key: String) {
        guard let message = waiting.removeValue(forKey: key), key != message.topic else { return }
        exchangeCount -= 1
        exchangeBytes -= message.payload.count
    }

    /// The topic of another message that the broker spoke about, once.
    mutating func takeTopic(of token: UInt64) -> String? { topics.removeValue(forKey: token) }
}
