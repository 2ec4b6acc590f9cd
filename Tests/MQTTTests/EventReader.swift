import MQTT
import Testing

/// Reads a session's events and keeps them all, so that a test can say what must have come before what.
struct EventReader {
    private(set) var seen: [MQTTEvent] = []
    /// What was read while something else was looked for: two kinds of events may come in either order.
    private var passed: [MQTTEvent] = []
    private var iterator: AsyncStream<MQTTEvent>.Iterator

    init(_ session: MQTTSession) { iterator = session.events.makeAsyncIterator() }

    /// The answer of the first event that gives one, among those passed over before and those to come.
    mutating func first<Answer>(_ answer: (MQTTEvent) -> Answer?) async throws -> Answer {
        for (index, event) in passed.enumerated() {
            if let answer = answer(event) {
                passed.remove(at: index)
                return answer
            }
        }
        while let event = await iterator.next(isolation: #isolation) {
            seen.append(event)
            if let answer = answer(event) { return answer }
            passed.append(event)
        }
        throw Ended(seen: seen)
    }

    /// Reads on until the broker accepts us.
    @discardableResult
    mutating func connected() async throws -> Bool {
        try await first { if case .connected(let sessionPresent) = $0 { sessionPresent } else { nil } }
    }

    mutating func subscribed() async throws -> String {
        try await first { if case .subscribed(let filter) = $0 { filter } else { nil } }
    }

    mutating func message() async throws -> MQTTMessage {
        try await first { if case .message(let message) = $0 { message } else { nil } }
    }

    mutating func acknowledged() async throws -> [PublishAcknowledgement] {
        try await first { if case .acknowledged(let list) = $0 { list } else { nil } }
    }

    mutating func failure() async throws -> MQTTError {
        try await first { if case .attemptFailed(let error, _) = $0 { error } else { nil } }
    }

    mutating func disconnected() async throws -> (error: MQTTError, unacknowledged: [UInt64]) {
        try await first {
            if case .disconnected(let error, let unacknowledged, _) = $0 { (error, unacknowledged) } else { nil }
        }
    }

    /// Reads to the end.
    mutating func rest() async -> [MQTTEvent] {
        while let event = await iterator.next(isolation: #isolation) { seen.append(event) }
        return seen
    }

    struct Ended: Error { let seen: [MQTTEvent] }
}
