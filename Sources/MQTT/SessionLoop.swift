internal import System

/// The session's thread: one connection after the other, with pauses that grow, until the session is stopped.
///
/// Whatever ends a connection (a dead broker, a failed TLS handshake, a protocol error), the next attempt follows: nothing
/// but ``MQTTSession/stop()`` ends this loop.
final class SessionLoop {
    private let configuration: MQTTConfiguration
    private let state: SessionState
    private let events: EventQueue
    private var backoff: Backoff
    private var random: any RandomNumberGenerator
    private var subscriptions = Subscriptions()

    init(
        _ configuration: MQTTConfiguration, state: SessionState, events: EventQueue, random: any RandomNumberGenerator
    ) {
        self.configuration = configuration
        self.state = state
        self.events = events
        self.random = random
        backoff = Backoff(configuration.reconnectDelay)
    }

    func run() {
        while !state.isStopping {
            var life = ConnectionLife(configuration, state: state, events: events)
            let failure = life.run(&subscriptions)
            let unacknowledged = life.unacknowledged + state.goOffline()
            if let opened = life.opened { backoff.connectionLasted(SuspendingClock.now - opened) }

            let pause = state.isStopping ? nil : backoff.next(using: &random)
            if life.opened != nil {
                events.append([.disconnected(failure, unacknowledged: unacknowledged, retryIn: pause)])
            } else if let pause {
                events.append([.attemptFailed(failure, retryIn: pause)])
            }
            if let pause { rest(pause) }
        }
        events.end()
        state.end()
    }

    /// Waits, and goes on waiting while the reader has not read what happened before.
    private func rest(_ pause: Duration) {
        let end = SuspendingClock.now + pause
        while !state.isStopping {
            let left = end - SuspendingClock.now
            if left <= .zero && events.hasRoom { return }
            state.wake.wait(upTo: left > .zero ? left : .milliseconds(100))
        }
    }
}
