internal import Synchronization
internal import System

/// The few words that callers and the loop's thread share. Decided under the lock, acted upon outside it.
final class SessionState: Sendable {
    fileprivate struct Words {
        var isOnline = false
        var isStopping = false
        var hasStarted = false
        var hasEnded = false
        /// Inside a connect that nobody can interrupt.
        var isConnecting = false
        /// The loop is going to sleep or sleeps, so that whoever has something for it must ring.
        var isAsleep = false
        /// Messages accepted and not answered: in ``outbox``, in the loop's hands, or on the wire.
        var acceptedCount = 0
        var outbox: [OutgoingMessage] = []
        var filters: [String] = []
        var stoppers: [CheckedContinuation<Void, Never>] = []
    }

    let wake: WakeEvent
    private let window: Int
    private let words = Mutex(Words())

    init(window: Int) throws(SystemError) {
        self.window = window
        wake = try WakeEvent()
    }

    // MARK: Callers

    func publish(_ message: MQTTMessage, token: UInt64) -> PublishOutcome {
        let (outcome, mustRing) = words.withLock { words -> (PublishOutcome, Bool) in
            guard words.isOnline else { return (.notConnected, false) }
            guard words.acceptedCount < window else { return (.windowFull, false) }
            words.acceptedCount += 1
            words.outbox.append(OutgoingMessage(token: token, message: message))
            return (.accepted, words.mustRing())
        }
        if mustRing { wake.ring() }
        return outcome
    }

    func subscribe(_ filters: [String]) {
        let mustRing = words.withLock { words in
            words.filters += filters
            return words.mustRing()
        }
        if mustRing { wake.ring() }
    }

    /// Whether this is the first start.
    func start() -> Bool {
        words.withLock { words in
            defer { words.hasStarted = true }
            return !words.hasStarted
        }
    }

    /// Ends the session, and returns when its thread has ended or is stuck in a connect, which it will leave by itself.
    func stop() async {
        await withCheckedContinuation { (stopper: CheckedContinuation<Void, Never>) in
            let isOver = words.withLock { words in
                words.isOnline = false
                words.isStopping = true
                let isOver = words.hasEnded || words.isConnecting || !words.hasStarted
                if !isOver { words.stoppers.append(stopper) }
                return isOver
            }
            wake.ring()
            if isOver { stopper.resume() }
        }
    }

    /// Ends the session without waiting.
    func abandon() {
        words.withLock { words in
            words.isOnline = false
            words.isStopping = true
        }
        wake.ring()
    }

    // MARK: The loop

    var isStopping: Bool { words.withLock { $0.isStopping } }

    /// Takes the filters asked for since the last time and, where the window is hungry, the messages.
    /// - Returns: whether the loop may sleep until somebody rings.
    func fetch(_ window: inout SendWindow, _ filters: inout [String]) -> Bool {
        words.withLock { words in
            if window.isHungry { window.refill(from: &words.outbox) }
            filters += words.filters
            words.filters.removeAll(keepingCapacity: true)
            words.isAsleep = window.next == nil && filters.isEmpty
            return words.isAsleep
        }
    }

    /// The loop is awake again.
    func awake() { words.withLock { $0.isAsleep = false } }

    func answered(_ count: Int) { words.withLock { $0.acceptedCount -= count } }

    /// Marks a connect that blocks. False when the session is to stop instead.
    func enterConnect() -> Bool {
        words.withLock { words in
            words.isConnecting = !words.isStopping
            return words.isConnecting
        }
    }

    func leaveConnect() { words.withLock { $0.isConnecting = false } }

    func goOnline() { words.withLock { $0.isOnline = !$0.isStopping } }

    /// Closes the door for messages.
    /// - Returns: the tokens of those that the loop had not fetched.
    func goOffline() -> [UInt64] {
        words.withLock { words in
            words.isOnline = false
            words.isAsleep = false
            words.acceptedCount = 0
            defer { words.outbox.removeAll(keepingCapacity: true) }
            return words.outbox.map(\.token)
        }
    }

    /// The thread's last word.
    func end() {
        let stoppers = words.withLock { words in
            words.hasEnded = true
            defer { words.stoppers = [] }
            return words.stoppers
        }
        for stopper in stoppers { stopper.resume() }
    }
}

extension SessionState.Words {
    /// Whether the loop must be rung for what was just added; once is enough.
    fileprivate mutating func mustRing() -> Bool {
        defer { isAsleep = false }
        return isAsleep
    }
}
