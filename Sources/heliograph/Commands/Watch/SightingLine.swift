import Ledger
import Metering
import Statements

/// Sightings as JSON, one object a line; what does not apply is left out.
struct SightingLine: Encodable {
    /// `statement`, `recorded`, `unverifiable`, `contradiction`, `evidence`, `overdue`, `resumed` or `dropped`.
    let kind: String
    var origin: String?
    var index: UInt64?
    /// Of a statement: `verified` or `recorded`.
    var state: String?
    /// How many mirrors signed the record, and of how many.
    var cosigners: Int?
    var mirrors: Int?
    /// Whether the record's tree was computed from the statements that were published.
    var isTreeChecked: Bool?
    /// The recorded time, POSIX seconds: the median of the mirrors' clocks.
    var recordedAt: UInt64?
    /// Of a statement: the recorded time of the record that it names, where the watcher saw that.
    var madeAfter: UInt64?
    var subject: String?
    /// POSIX seconds, from the signed header.
    var signedAt: Int64?
    /// Of a reading: what the billing meter shows, where that is known.
    var dialJ: Int64?
    /// Of a reading: the register, what went wrong with it (running totals, all), the mean power, and the end of the
    /// interval in POSIX seconds.
    var energyJ: Int64?
    var pulses: Int64?
    var lost: Int64?
    var bounced: Int64?
    var stuck: Int64?
    var powerW: Int64?
    var end: Int64?
    var topic: String?
    /// In words: what a statement says, or what is wrong.
    var words: String?
    var count: Int?

    private init(_ kind: String, _ origin: Origin? = nil) {
        self.kind = kind
        self.origin = origin?.description
    }

    /// One line, or one for each statement that is recorded now.
    static func lines(of sighting: Sighting, under policy: Policy) -> [Self] {
        switch sighting {
        case .statement(let statement): return [line(of: statement, policy)]
        case .recorded(let origin, let indices, let record):
            return indices.map { index in
                var line = Self("recorded", origin)
                line.index = index
                line.add(record, policy)
                return line
            }
        case .unverifiable(let topic, let index, let fault):
            var line = Self("unverifiable")
            line.topic = topic
            line.index = index
            line.words = "\(fault)"
            return [line]
        case .contradiction(let origin, _): return [line("contradiction", origin, sighting, policy)]
        case .evidence(let origin, _, _): return [line("evidence", origin, sighting, policy)]
        case .overdue(let origin, _, _): return [line("overdue", origin, sighting, policy)]
        case .resumed(let origin): return [line("resumed", origin, sighting, policy)]
        case .dropped(let count):
            var line = Self("dropped")
            line.count = count
            return [line]
        }
    }

    private static func line(of statement: WatchedStatement, _ policy: Policy) -> Self {
        var line = Self("statement", statement.origin)
        line.index = statement.index
        line.state = "verified"
        line.subject = statement.header.subject.text
        line.signedAt = statement.header.issuedAt.seconds
        line.words = statement.message.map(StatementWords.describe)
        line.madeAfter = statement.madeAfter
        if let record = statement.record { line.add(record, policy) }
        if case .reading(let reading) = statement.message {
            line.energyJ = reading.energy.rawValue
            line.dialJ = reading.dial?.rawValue
            line.pulses = reading.pulses.rawValue
            line.lost = reading.lost
            line.bounced = reading.bounced
            line.stuck = reading.stuck
            line.powerW = reading.power.rawValue
            line.end = reading.end.seconds
        }
        return line
    }

    private static func line(_ kind: String, _ origin: Origin, _ sighting: Sighting, _ policy: Policy) -> Self {
        var line = Self(kind, origin)
        line.words = SightingWords.describe(sighting, under: policy)
        return line
    }

    private mutating func add(_ record: WatchedRecord, _ policy: Policy) {
        state = "recorded"
        cosigners = record.cosigners
        mirrors = policy.mirrors.count
        isTreeChecked = record.isTreeChecked
        recordedAt = record.time
    }
}
