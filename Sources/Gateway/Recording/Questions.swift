import Ledger
import Metering
import Statements

/// The questions on their way to other gateways, found again by the correlation data of the answer.
struct Questions: Sendable {
    /// How long an answer may take.
    static let patience: Duration = .seconds(10)
    static let limit = 64

    private struct Pending {
        var query: LedgerQuery
        var deadline: MonotonicTime
    }

    private var pending: [UInt64: Pending] = [:]
    private var ordinal: UInt64

    /// - Parameter first: where to start numbering; a random number, so that answers to an earlier run are not taken
    ///   for new ones.
    init(first: UInt64) { ordinal = first }

    /// Notes a question.
    /// - Returns: its correlation data, 8 bytes; `nil` when too many are open.
    mutating func put(_ query: LedgerQuery, at now: MonotonicTime) -> [UInt8]? {
        guard pending.count < Self.limit else { return nil }
        ordinal &+= 1
        pending[ordinal] = Pending(query: query, deadline: now + Self.patience)
        return (0..<8).map { UInt8(truncatingIfNeeded: ordinal >> (56 - 8 * $0)) }
    }

    /// The question that this correlation data belongs to, if it was put to this sender.
    mutating func take(_ correlation: [UInt8]?, from sender: Origin) -> LedgerQuery? {
        guard let correlation, correlation.count == 8 else { return nil }
        let ordinal = correlation.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard pending[ordinal]?.query.to == sender else { return nil }
        return pending.removeValue(forKey: ordinal)?.query
    }

    /// The questions whose time is over.
    mutating func takeOverdue(at now: MonotonicTime) -> [LedgerQuery] {
        let overdue = pending.filter { $0.value.deadline <= now }
        for key in overdue.keys { pending[key] = nil }
        return overdue.values.map(\.query)
    }
}
