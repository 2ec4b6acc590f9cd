import Ledger
import Metering
import Signing
import Statements

/// An entry that verified, for people and for programs; what does not apply is left out.
struct ShownEntry: Encodable {
    /// A mirror of the record, and when it says that it cosigned, by its own clock.
    struct Mirror: Encodable {
        let origin: String
        let time: String
    }

    let origin: String
    let index: UInt64
    /// The meter, or `gateway`.
    let subject: String
    /// What it says, in words.
    let statement: String
    /// Of a reading: the register, what the billing meter shows where that is known, and the running totals of what went wrong.
    var energyJ: Int64?
    var dialJ: Int64?
    var pulses: Int64?
    var powerW: Int64?
    var lost: Int64?
    var bounced: Int64?
    var stuck: Int64?
    /// By the signer's own clock.
    let signedAt: String
    /// SHA-256 thumbprint of the statement key (RFC 9679), hexadecimal.
    let statementKey: String
    /// SHA-256 of the record that it names, hexadecimal.
    let record: String?
    /// `signed` or `recorded`.
    let state: String
    /// Of the earliest record here that covers it: the log's size then, and who held it.
    var checkpointSize: UInt64?
    var mirrors: [Mirror]?
    let mirrorCount: Int
    let quorum: Int
    /// The recorded times of the record that it names, and of the one that covers it.
    var madeAfter: String?
    let recordedBy: String?
    /// Both in words, and why one is missing.
    let when: String
    /// Of a genesis that names another log: what its log goes on from, in words.
    var predecessor: String?

    /// An entry that is proven to be recorded.
    init(_ proven: ProvenEntry) {
        self.init(proven.entry, proven.header, proven.statementKey, proven.interval, proven.note, proven.policy)
    }

    /// - Parameter note: the record that covers it, if one does.
    init(
        _ entry: Entry, _ header: StatementHeader, _ key: PublicKey, _ interval: ProvenInterval, _ note: VerifiedNote?,
        _ policy: Policy
    ) {
        origin = header.issuer.description
        index = header.index
        subject = header.subject.text
        let message = try? Message.decode(entry)
        statement = message.map(StatementWords.describe) ?? "a statement of a kind that a newer Heliograph knows"
        signedAt = CalendarDate(header.issuedAt).text
        statementKey = COSEKey(key).thumbprint(OpenSSLCryptography()).description
        record = header.record?.description
        state = note == nil ? "signed" : "recorded"
        checkpointSize = note?.checkpoint.size
        mirrors = note?.cosigners.map {
            Mirror(origin: $0.origin.description, time: IntervalWords.text(of: $0.time))
        }
        mirrorCount = policy.mirrors.count
        quorum = policy.quorum
        if case .after(let time) = interval.beginning { madeAfter = IntervalWords.text(of: time) }
        recordedBy = interval.end.map(IntervalWords.text(of:))
        when = IntervalWords.describe(interval, under: policy)
        guard case .reading(let reading) = message else { return }
        energyJ = reading.energy.rawValue
        dialJ = reading.dial?.rawValue
        pulses = reading.pulses.rawValue
        powerW = reading.power.rawValue
        (lost, bounced, stuck) = (reading.lost, reading.bounced, reading.stuck)
    }

    /// For people: a word and what there is to say of it, a line each.
    var lines: [String] {
        var lines = [
            "entry      \(index) of \(origin), by \(subject)",
            "says       \(statement)",
        ]
        if let predecessor { lines.append("link       the log \(predecessor)") }
        if let pulses, let lost, let bounced, let stuck {
            lines.append("register   \(pulses) pulses; \(lost) lost, \(bounced) bounced, \(stuck) stuck so far")
        }
        lines += [
            "signed     at \(signedAt) by its own clock, with the statement key \(statementKey.prefix(16))…",
            "names      \(record.map { "the record \($0.prefix(16))…" } ?? "no record: there was none yet")",
        ]
        if let checkpointSize, let mirrors {
            let words = mirrors.map { "\($0.origin) at \($0.time)" }.joined(separator: ", ")
            lines.append(
                "recorded   in a log of \(checkpointSize), by \(mirrors.count) of \(mirrorCount) mirrors: \(words)")
        } else {
            lines.append("recorded   not yet: \(quorum) of \(mirrorCount) mirrors have to hold it")
        }
        return (lines + ["when       \(when)"]).map(SightingWords.printable)
    }
}
