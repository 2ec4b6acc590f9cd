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
        while true {
            let isStopping = state.isStopping  // asked first: nothing is accepted after it, so what follows fetches all
            var filters: [String] = []
            var maySleep = true
            if opened != nil {
                maySleep = state.fetch(&window, &filters)
                try ask(subscriptions.add(filters), on: connection, &subscriptions)
                try send(on: connection)
            }
            if isStopping { try stop(connection) }

            let readiness = connection.wait(for: state.wake, upTo: maySleep ? .seconds(1) : .zero)
            state.awake()
            if readiness.isReadable { try connection.read() }
            if readiness.isWritable && connection.isAlive { try connection.write() }
            try take(connection.arrivals(), on: connection, &subscriptions)
            guard connection.isAlive else { throw connection.ending }
            try checkTime(connection)
        }
    }

    /// Sends while there is room.
    private mutating func send(on connection: Connection) throws(MQTTError) {
        while let next = window.next {
            switch try connection.publish(next.message) {
            case .sent(let identifier): window.sent(as: identifier)
            case .settled(let reason):
                acknowledgements.append(PublishAcknowledgement(token: window.settled(), reason: reason))
            }
        }
        tell()
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
        tell()
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

    /// Pings, and notices silence.
    private mutating func checkTime(_ connection: Connection) throws(MQTTError) {
        let now = SuspendingClock.now
        if opened == nil && now - begun > configuration.answerLimit { throw .silent }
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
