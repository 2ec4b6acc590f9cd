internal import System

/// One connection from its connect to its end: what is sent, what arrives, and when to give up.
struct ConnectionLife {
    private let configuration: MQTTConfiguration
    private let state: SessionState
    private let events: EventQueue
    private let begun = SuspendingClock.now
    private var window = SendWindow()
    private var happened: [MQTTEvent] = []
    private var acknowledgements: [PublishAcknowledgement] = []
    private var stopDeadline: SuspendingClock.Instant?
    private var lastKeepAlive: SuspendingClock.Instant

    /// When the broker accepted us; `nil` if it never did.
    private(set) var opened: SuspendingClock.Instant?

    init(_ configuration: MQTTConfiguration, state: SessionState, events: EventQueue) {
        self.configuration = configuration
        self.state = state
        self.events = events
        lastKeepAlive = begun
    }

    /// The tokens of what was fetched and not answered, in the order of acceptance.
    var unacknowledged: [UInt64] { window.tokens }

    /// Connects, and serves the connection until it ends.
    /// - Returns: why it ended.
    mutating func run(_ subscriptions: inout Subscriptions) -> MQTTError {
        do throws(MQTTError) {
            guard state.enterConnect() else { return .stopped }
            try serve(try connect(), &subscriptions)
        } catch {
            return error
        }
    }

    private func connect() throws(MQTTError) -> Connection {
        defer { state.leaveConnect() }
        let connection = try Connection(configuration)
        try connection.connect()
        return connection
    }

    private mutating func serve(_ connection: Connection, _ subscriptions: inout Subscriptions) throws(MQTTError)
        -> Never
    {
        do throws(MQTTError) {
            while true { try turn(connection, &subscriptions) }
        } catch {
            guard connection.isAlive else { throw error }
            // A write may fail while the broker's last answers, and its reason, still wait to be read.
            _ = pump(connection, Connection.Readiness(isReadable: true))
            try take(connection.arrivals(), on: connection, &subscriptions)
            throw connection.farewell ?? error
        }
    }

    /// Sends, waits, and takes what came, once.
    private mutating func turn(_ connection: Connection, _ subscriptions: inout Subscriptions) throws(MQTTError) {
        let isStopping = state.isStopping  // asked first: nothing is accepted after it, so what follows fetches all
        var filters: [String] = []
        var maySleep = true
        if opened != nil {
            maySleep = state.fetch(&window, &filters)
            try ask(subscriptions.add(filters), on: connection, &subscriptions)
            try send(on: connection)
        }
        if isStopping { try stop(connection) }

        let readiness = connection.wait(for: state.wake, upTo: maySleep ? patience : .zero)
        state.awake()
        let failure = pump(connection, readiness)
        // What came before a failure came: an acknowledgement and the end may arrive in one read.
        try take(connection.arrivals(), on: connection, &subscriptions)
        if let failure { throw failure }
        try checkTime(connection)
    }

    /// Reads and writes what the socket is ready for.
    /// - Returns: why the connection is over, if it is.
    private func pump(_ connection: Connection, _ readiness: Connection.Readiness) -> MQTTError? {
        do throws(MQTTError) {
            if readiness.isReadable { try connection.read() }
            if readiness.isWritable && connection.isAlive { try connection.write() }
            return connection.isAlive ? nil : connection.ending
        } catch {
            return error
        }
    }

    /// Sends while there is room.
    private mutating func send(on connection: Connection) throws(MQTTError) {
        defer { tell() }
        while let next = window.next {
            switch try connection.publish(next.message) {
            case .sent(let identifier): window.sent(as: identifier)
            case .settled(let reason):
                acknowledgements.append(PublishAcknowledgement(token: window.settled(), reason: reason))
            }
        }
    }

    private mutating func ask(
        _ filters: [String], on connection: Connection, _ subscriptions: inout Subscriptions
    ) throws(MQTTError) {
        for filter in filters {
            switch try connection.subscribe(filter) {
            case .sent(let identifier): subscriptions.ask(filter, as: identifier)
            case .settled(let reason): happened.append(.subscriptionRefused(filter, reason: reason))
            }
        }
    }

    private mutating func take(
        _ arrivals: [Connection.Arrival], on connection: Connection, _ subscriptions: inout Subscriptions
    ) throws(MQTTError) {
        defer { tell() }
        for arrival in arrivals {
            switch arrival {
            case .opened(let sessionPresent, let receiveMaximum):
                opened = SuspendingClock.now
                window.open(min(configuration.window, receiveMaximum))
                state.goOnline()
                happened.append(.connected(sessionPresent: sessionPresent))
                let filters = subscriptions.connected(sessionPresent: sessionPresent)
                try ask(filters, on: connection, &subscriptions)
            case .acknowledged(let identifier, let reason):
                guard let token = window.answered(identifier) else { continue }
                acknowledgements.append(PublishAcknowledgement(token: token, reason: reason))
            case .subscribed(let identifier, let reason):
                guard let filter = subscriptions.answered(identifier, reason: reason) else { continue }
                happened.append(reason < 0x80 ? .subscribed(filter) : .subscriptionRefused(filter, reason: reason))
            case .message(let message):
                happened.append(.message(message))
            }
        }
    }

    /// Passes on what happened. Answers make room before they are told, so that a reader can send at once.
    private mutating func tell() {
        if !acknowledgements.isEmpty {
            state.answered(acknowledgements.count)
            happened.append(.acknowledged(acknowledgements))
            acknowledgements.removeAll(keepingCapacity: true)
        }
        events.append(happened)
        happened.removeAll(keepingCapacity: true)
    }

    /// How long to sleep at most, so that pings leave in time and no limit is missed.
    private var patience: Duration {
        let now = SuspendingClock.now
        if let stopDeadline { return min(.seconds(1), stopDeadline - now) }
        return opened == nil ? min(.seconds(1), begun + configuration.answerLimit - now) : .seconds(1)
    }

    /// Pings, and notices silence.
    private mutating func checkTime(_ connection: Connection) throws(MQTTError) {
        let now = SuspendingClock.now
        if opened == nil && now - begun >= configuration.answerLimit { throw .silent }
        if now - lastKeepAlive >= .seconds(1) {
            lastKeepAlive = now
            try connection.keepAlive()
        }
    }

    /// Takes leave once everything is answered, or after the time allowed for it.
    private mutating func stop(_ connection: Connection) throws(MQTTError) {
        let now = SuspendingClock.now
        let deadline = stopDeadline ?? now + configuration.stopLimit
        stopDeadline = deadline
        if opened == nil || window.isEmpty || now >= deadline {
            connection.takeLeave()
            throw .stopped
        }
    }
}
