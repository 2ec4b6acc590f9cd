import Ledger
import Metering
import Statements

/// How old the newest record of a log is: it shows what is being held back.
struct RecordAge: Sendable {
    /// What is assumed of a log until one reading of its community was seen.
    static let usualInterval: Int64 = 60
    /// A record older than this many intervals is overdue.
    static let intervalLimit: Int64 = 3
    /// Meters that are told apart; a genesis names no more.
    private static let meterLimit = Genesis.meterLimit
    /// No longer interval is configured, and a log that signs one does not thereby escape the alarm.
    private static let longestInterval: Int64 = 86_400

    private var reference: MonotonicTime
    /// Seconds that had passed at `reference`.
    private var offset: Int64 = 0
    /// The last two intervals of each meter: the longer one counts, because first and broken ones are shorter.
    private var intervals: [Name: (last: Int64, previous: Int64)] = [:]
    private(set) var isOverdue = false
    /// The meters that the log speaks of; `nil` before its genesis was seen. A gateway that has none signs nothing, and is
    /// not overdue for it.
    private var meters: Set<Name>?

    /// Without a record, age counts from here.
    init(from start: MonotonicTime) { reference = start }

    /// Seconds between the log's readings, of the meter that is read most often; `nil` before the first reading.
    var interval: Int64? { intervals.values.map { max($0.last, $0.previous) }.min() }

    /// Takes note of a verified statement.
    mutating func note(_ message: Message) {
        switch message {
        case .genesis(let genesis): meters = Set(genesis.meters.map(\.name)).union(meters ?? [])
        case .reading(let reading): note(reading)
        case .event(let event):
            guard case .meter(let change) = event.kind else { return }
            if case .removed = change.kind {
                meters?.remove(event.subject)
                intervals[event.subject] = nil
            } else {
                meters?.insert(event.subject)
            }
        case .rule: return
        }
    }

    private mutating func note(_ reading: Reading) {
        // The watcher may have come after the meter did.
        if let meters, meters.count < Self.meterLimit { self.meters = meters.union([reading.meter]) }
        guard reading.intervalSeconds > 0, intervals[reading.meter] != nil || intervals.count < Self.meterLimit else {
            return
        }
        let seconds = min(reading.intervalSeconds, Self.longestInterval)
        intervals[reading.meter] = (seconds, intervals[reading.meter]?.last ?? 0)
    }

    /// A new record: it is as old as its recorded time says.
    /// - Returns: whether the log was overdue.
    mutating func renew(_ recordedTime: UInt64?, at now: WatchTime) -> Bool {
        reference = now.monotonic
        offset = recordedTime.map { max(0, now.utc.seconds - Int64(clamping: $0)) } ?? 0
        defer { isOverdue = false }
        return isOverdue
    }

    /// - Parameter fallback: the interval of a log of which no reading was seen.
    /// - Returns: age and limit in s, when the record has just become overdue.
    mutating func check(at now: MonotonicTime, fallback: Int64) -> (age: Int64, limit: Int64)? {
        let limit = (interval ?? fallback) * Self.intervalLimit
        let age = offset + Int64(clamping: now.nanoseconds(since: reference) / 1_000_000_000)
        guard age > limit, !isOverdue, meters?.isEmpty != true else { return nil }
        isOverdue = true
        return (age, limit)
    }
}
