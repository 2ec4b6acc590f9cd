internal import Synchronization

/// What happened, until the reader takes it. Bounded without ever dropping an answer:
/// acknowledgements are as many as the window and join in one event, messages have limits and show what was dropped, and
/// the loop opens no connection while ``hasRoom`` says no.
final class EventQueue: Sendable {
    /// Far more than a reader that is alive leaves waiting.
    private static let eventLimit = 256

    fileprivate struct State {
        var events: [MQTTEvent] = []
        /// Events before this index were taken.
        var head = 0
        var messageCount = 0
        var messageBytes = 0
        var reader: CheckedContinuation<MQTTEvent?, Never>?
        var hasEnded = false
    }

    private let messageLimit: Int
    private let messageByteLimit: Int
    private let state = Mutex(State())

    init(messageLimit: Int, messageByteLimit: Int) {
        self.messageLimit = messageLimit
        self.messageByteLimit = messageByteLimit
    }

    /// Whether the reader keeps up well enough for another connection.
    var hasRoom: Bool {
        state.withLock { $0.hasEnded || $0.events.count - $0.head - $0.messageCount < Self.eventLimit }
    }

    /// Adds what happened, in order. Ignored after the end.
    func append(_ happened: [MQTTEvent]) {
        guard !happened.isEmpty else { return }
        let (reader, event) = state.withLock { state in
            guard !state.hasEnded else { return (CheckedContinuation<MQTTEvent?, Never>?.none, MQTTEvent?.none) }
            for event in happened { append(event, to: &state) }
            guard let reader = state.reader, let event = state.pop() else { return (nil, nil) }
            state.reader = nil
            return (reader, event)
        }
        reader?.resume(returning: event)
    }

    /// Ends the row: what waits is still read, nothing is added.
    func end() {
        let reader = state.withLock { state in
            state.hasEnded = true
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(returning: nil)
    }

    /// The reader is gone: nothing is kept for it.
    func abandon() {
        state.withLock { state in
            state.events = []
            state.head = 0
            state.messageCount = 0
            state.messageBytes = 0
        }
        end()
    }

    /// The next event, as soon as there is one; `nil` at the end. For one reader.
    func next() async -> MQTTEvent? {
        if let event = state.withLock({ $0.pop() }) { return event }
        return await withCheckedContinuation { continuation in
            let event: MQTTEvent?? = state.withLock { state in
                if let event = state.pop() { return event }
                if state.hasEnded { return .some(nil) }
                precondition(state.reader == nil, "the events of a session have one reader")
                state.reader = continuation
                return nil
            }
            if let event { continuation.resume(returning: event) }
        }
    }

    private func append(_ event: MQTTEvent, to state: inout State) {
        switch event {
        case .message(let message):
            let size = message.byteCount
            let fits = state.messageCount < messageLimit && state.messageBytes + size <= messageByteLimit
            guard fits || state.messageCount == 0 else { return append(.overflow(dropped: 1), to: &state) }
            state.messageCount += 1
            state.messageBytes += size
            state.events.append(event)
        case .overflow(let more):
            var dropped = more
            if case .overflow(let before)? = state.last { (dropped, _) = (before + more, state.events.removeLast()) }
            state.events.append(.overflow(dropped: dropped))
        case .acknowledged(let more):
            guard case .acknowledged? = state.last, case .acknowledged(var list)? = state.events.popLast() else {
                return state.events.append(event)
            }
            list += more
            state.events.append(.acknowledged(list))
        default:
            state.events.append(event)
        }
    }
}

extension EventQueue.State {
    /// The newest event that still waits.
    fileprivate var last: MQTTEvent? { head < events.count ? events.last : nil }

    fileprivate mutating func pop() -> MQTTEvent? {
        guard head < events.count else { return nil }
        let event = events[head]
        events[head] = .overflow(dropped: 0)  // lets go of the payload now, not when the array is cleared
        head += 1
        if head == events.count {
            events.removeAll(keepingCapacity: events.capacity <= 64)
            head = 0
        } else if head >= 64 && head * 2 >= events.count {
            events.removeFirst(head)
            head = 0
        }
        if case .message(let message) = event {
            messageCount -= 1
            messageBytes -= message.byteCount
        }
        return event
    }
}
