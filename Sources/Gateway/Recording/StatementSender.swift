import Ledger
import Statements

/// The send window: which entries are on their way to the broker, and which retained messages still wait to be.
///
/// A value that decides; the database is the queue, so nothing is kept here but positions and the newest message of
/// each topic.
struct StatementSender: Sendable {
    /// Tokens of retained messages and of questions start here; below are log indices.
    static let otherTokens: UInt64 = 1 << 63

    /// The first entry that was not handed to the broker in this connection.
    private(set) var next: UInt64 = 0
    private var acknowledged: Set<UInt64> = []
    /// Messages that are waiting for room, the newest of each topic.
    private(set) var waiting: [String: BrokerMessage] = [:]
    private var order: [String] = []
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
    /// - Parameter isReplaceable: `false` for questions and answers, each of which counts.
    mutating func enqueue(_ message: BrokerMessage, isReplaceable: Bool = true) {
        let key = isReplaceable ? message.topic : "\(message.topic)#\(tokens)"
        tokens += 1
        if waiting.updateValue(message, forKey: key) == nil { order.append(key) }
        while order.count > LedgerBacklog.messageLimit { waiting[order.removeFirst()] = nil }
    }

    /// Hands over as many waiting messages as there is room for.
    mutating func flush(_ publish: (BrokerMessage, UInt64) -> BrokerAcceptance) {
        while let key = order.first, let message = waiting[key] {
            tokens += 1
            guard publish(message, tokens) == .accepted else { return }
            topics[tokens] = message.topic
            waiting[key] = nil
            order.removeFirst()
        }
    }

    /// The topic of another message that the broker spoke about, once.
    mutating func takeTopic(of token: UInt64) -> String? { topics.removeValue(forKey: token) }
}
