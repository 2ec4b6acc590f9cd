internal import System

/// One session with one broker, kept alive by a thread of its own: it connects, repeats the subscriptions, and tells.
///
/// Nothing is queued here beyond ``MQTTConfiguration/window``: the caller's store is the queue. A message is taken while
/// there is a connection and room, and answered once under its token; what a broken connection left unanswered is named
/// and forgotten. README.md says why libmosquitto's own thread and queue are not used.
package final class MQTTSession: Sendable {
    /// What happens, in order, from ``start()`` on. For one reader; it ends after ``stop()`` and when the reader is
    /// cancelled.
    package let events: AsyncStream<MQTTEvent>

    private let configuration: MQTTConfiguration
    private let random: any RandomNumberGenerator & Sendable
    private let state: SessionState
    private let queue: EventQueue

    /// Prepares a session. Nothing happens before ``start()``.
    /// - Parameter random: spreads the pauses between attempts.
    /// - Throws: ``MQTTError/setting(_:rule:)`` for a value out of range; ``MQTTError/descriptors(_:)`` without a
    ///   descriptor to spare.
    package init(
        _ configuration: MQTTConfiguration,
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) throws(MQTTError) {
        try configuration.check()
        self.configuration = configuration
        self.random = random
        do {
            state = try SessionState(window: configuration.window)
        } catch {
            throw .descriptors(error)
        }
        let queue = EventQueue(
            messageLimit: configuration.incomingLimit, messageByteLimit: configuration.incomingByteLimit)
        self.queue = queue
        events = AsyncStream(unfolding: { await queue.next() }, onCancel: { queue.abandon() })
    }

    deinit {
        state.abandon()
    }

    /// Starts the thread, once; a second call does nothing.
    package func start() {
        guard state.start() else { return }
        let (configuration, state, queue, random) = (configuration, state, queue, random)
        DedicatedThread.start(name: "mqtt") {
            SessionLoop(configuration, state: state, events: queue, random: random).run()
        }
    }

    /// Hands over a message, without waiting. From any thread.
    /// - Parameter token: the caller's name for it, in the one answer that follows ``PublishOutcome/accepted``.
    package func publish(_ message: MQTTMessage, token: UInt64) -> PublishOutcome {
        state.publish(message, token: token)
    }

    /// Adds filters, at QoS 1, now and after every reconnection to a broker that has forgotten us. A filter already given
    /// is not asked for again. Connected or not.
    package func subscribe(_ filters: [String]) { state.subscribe(filters) }

    /// Ends the session: takes nothing more, waits for outstanding acknowledgements up to
    /// ``MQTTConfiguration/stopLimit``, and takes leave of the broker, which then does not publish the will.
    ///
    /// A thread that is inside a connect cannot be interrupted; then this returns at once and the thread ends after it.
    package func stop() async {
        await state.stop()
        queue.end()
    }
}
