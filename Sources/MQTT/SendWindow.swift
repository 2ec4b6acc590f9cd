/// What was accepted on one connection and has no answer yet: first the messages that wait for room, then those on the
/// wire, by the packet identifier that libmosquitto gave them.
///
/// The limit is ours: libmosquitto's own send window is overwritten by what the broker allows, upwards too.
struct SendWindow {
    /// Messages of QoS 1 on the wire at a time.
    private(set) var limit = 0
    private var waiting: [OutgoingMessage] = []
    /// Messages before this index were sent.
    private var head = 0
    /// Oldest first; brokers answer in this order, so the search below ends at once.
    private var onTheWire: [(identifier: UInt16, token: UInt64)] = []

    /// Opens the window when the broker has said what it takes.
    mutating func open(_ limit: Int) { self.limit = limit }

    /// Whether everything accepted is answered.
    var isEmpty: Bool { head == waiting.count && onTheWire.isEmpty }

    /// Whether messages must be fetched before more can be sent.
    var isHungry: Bool { head == waiting.count && onTheWire.count < limit }

    /// The message to send now, if there is room.
    var next: OutgoingMessage? { head < waiting.count && onTheWire.count < limit ? waiting[head] : nil }

    /// Exchanges the sent messages for new ones; the other side gets the empty array, so that neither allocates.
    /// - Precondition: ``isHungry``.
    mutating func refill(from fresh: inout [OutgoingMessage]) {
        precondition(head == waiting.count, "messages wait to be sent")
        waiting.removeAll(keepingCapacity: true)
        head = 0
        swap(&waiting, &fresh)
    }

    /// ``next`` was sent and will be answered under `identifier`.
    mutating func sent(as identifier: UInt16) {
        onTheWire.append((identifier, waiting[head].token))
        head += 1
    }

    /// ``next`` needs no answer, or never will have one.
    mutating func settled() -> UInt64 {
        defer { head += 1 }
        return waiting[head].token
    }

    /// The token behind an answer; `nil` for one that nobody waits for.
    mutating func answered(_ identifier: UInt16) -> UInt64? {
        guard let index = onTheWire.firstIndex(where: { $0.identifier == identifier }) else { return nil }
        return onTheWire.remove(at: index).token
    }

    /// Everything without an answer, in the order of acceptance.
    var tokens: [UInt64] { onTheWire.map(\.token) + waiting[head...].map(\.token) }
}
