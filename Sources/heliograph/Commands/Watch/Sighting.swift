import Metering
import Statements

/// One thing that a watcher found in what it was shown.
enum Sighting: Hashable, Sendable {
    /// A statement that verifies from its log's genesis to its signature.
    case statement(WatchedStatement)
    /// Statements that were shown before are in a record now.
    case recorded(Origin, indices: [UInt64], record: WatchedRecord)
    /// Something that was published on this topic and does not verify.
    case unverifiable(topic: String, index: UInt64?, fault: WatchFault)
    case contradiction(Origin, WatchContradiction)
    /// A neighbour published evidence, which holds: this log contradicted itself, and these mirrors cosigned both sides.
    case evidence(against: Origin, by: Origin, mirrors: [Origin])
    /// The newest record is older than three intervals, or there never was one; `limit` and `age` are whole seconds.
    case overdue(Origin, age: Int64, limit: Int64)
    /// A log that was overdue has a new record.
    case resumed(Origin)
    /// Messages that arrived faster than they could be looked at.
    case dropped(Int)

    /// Whether this makes the exit status 1.
    var isFailure: Bool {
        switch self {
        case .unverifiable, .contradiction, .evidence: true
        case .statement, .recorded, .overdue, .resumed, .dropped: false
        }
    }
}

/// A statement that verifies.
struct WatchedStatement: Hashable, Sendable {
    let origin: Origin
    let index: UInt64
    let header: StatementHeader
    /// `nil` for a kind that this version does not know; its signature holds all the same.
    let message: Message?
    /// The record that covers it already when it arrives.
    let record: WatchedRecord?
    /// The recorded time, POSIX seconds, of the record that it names: it was made after that. `nil` where the watcher did not see it.
    let madeAfter: UInt64?
}

/// What a quorum recorded.
struct WatchedRecord: Hashable, Sendable {
    /// How many statements it covers.
    let size: UInt64
    let root: Digest
    /// How many mirrors signed it.
    let cosigners: Int
    /// The recorded time: POSIX seconds, by the median of the mirrors' clocks.
    let time: UInt64?
    /// Whether its tree was computed from the statements that were published. It is taken by its size alone where the
    /// watcher did not see the log from its beginning.
    var isTreeChecked = false
}
