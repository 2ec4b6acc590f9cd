import Gateway
import Statements

/// What the broker keeps: retained messages, what waits for whoever is away, and what it may send again.
struct SimulatedBroker {
    /// What waits for one client at most, as mosquitto has it by default.
    static let queueLimit = 1000
    static let historyLimit = 256

    private(set) var retained: [String: (sender: Int, message: BrokerMessage)] = [:]
    private var queues: [[BrokerMessage]]
    private var history: [(sender: Int, message: BrokerMessage)] = []
    private var historyEnd = 0
    private var routes: [String: [Int]] = [:]
    private let filters: [[[Substring]]]

    /// - Parameter origins: whose filters are in force, by place.
    init(_ origins: [Origin]) {
        queues = Array(repeating: [], count: origins.count)
        filters = origins.map { origin in
            Topic.filters(for: origin).map { Self.parts(of: $0) }
        }
    }

    /// Who has subscribed to a topic.
    mutating func receivers(of topic: String) -> [Int] {
        if let known = routes[topic] { return known }
        let parts = Self.parts(of: topic)
        let receivers = filters.indices.filter { place in
            filters[place].contains { filter in
                filter.count == parts.count && zip(filter, parts).allSatisfy { $0 == "+" || $0 == $1 }
            }
        }
        routes[topic] = receivers
        return receivers
    }

    private static func parts(of text: String) -> [Substring] {
        text.split(separator: "/", omittingEmptySubsequences: false)
    }

    /// Takes a message over.
    mutating func keep(_ message: BrokerMessage, from sender: Int) {
        if message.isRetained {
            retained[message.topic] = (sender, message)
            if message.payload.isEmpty { retained[message.topic] = nil }
        }
        if history.count < Self.historyLimit { return history.append((sender, message)) }
        history[historyEnd] = (sender, message)
        historyEnd = (historyEnd + 1) % Self.historyLimit
    }

    /// What is retained, in the order of the topics.
    var retainedInOrder: [(sender: Int, message: BrokerMessage)] {
        retained.keys.sorted().compactMap { retained[$0] }
    }

    /// A message for whoever is away.
    mutating func queue(_ message: BrokerMessage, for receiver: Int) {
        if queues[receiver].count < Self.queueLimit { queues[receiver].append(message) }
    }

    mutating func takeQueue(of receiver: Int) -> [BrokerMessage] {
        defer { queues[receiver] = [] }
        return queues[receiver]
    }

    func old(_ generator: inout SeededGenerator) -> (sender: Int, message: BrokerMessage)? {
        history.isEmpty ? nil : generator.pick(history)
    }

    mutating func clear() { retained = [:] }

    /// All that it kept is lost.
    mutating func restart() {
        retained = [:]
        for place in queues.indices { queues[place] = [] }
    }
}
