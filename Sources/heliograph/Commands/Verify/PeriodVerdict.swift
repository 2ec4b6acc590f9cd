import Ledger
import Metering
import Signing
import Statements

/// What a verified proof of a period shows.
struct PeriodVerdict: Encodable {
    /// One meter's readings in it.
    struct Meter: Encodable {
        let meter: String
        let readings: UInt64
        let firstEnd: String
        let lastEnd: String
        /// Counted from the end of the first reading to the end of the last.
        let energyJ: Int64
        let firstRegisterJ: Int64
        let lastRegisterJ: Int64
        /// How often what counts was added, removed, exchanged or given another constant in between.
        let changes: Int
        /// Edges known to be missing, and times that the line stayed on, in between.
        let lost: Int64
        let stuck: Int64
    }

    let proven = true
    let origin: String
    /// The index of the first entry, and the size of the last record.
    let start: UInt64
    let end: UInt64
    /// SHA-256 thumbprint of the statement key (RFC 9679), hexadecimal.
    let statementKey: String
    let meters: [Meter]
    let events: UInt64
    /// Entries of content types that this version does not know.
    let unknown: UInt64
    /// Whether every entry of the log from the first to the last one that is shown is shown.
    let complete: Bool
    let withheld: UInt64
    let withheldAfter: UInt64
    let records: Int
    /// By when the first and the last of them were recorded, by the mirrors' clocks.
    let firstRecordedNotAfter: String?
    let lastRecordedNotAfter: String?
    /// The fewest mirrors that signed one of the records.
    let mirrorsAtLeast: Int
    let mirrorCount: Int
    let quorum: Int
    /// The version of the policy by which the last record is judged, where the log adopted one.
    let policyVersion: UInt64?
    var measure: PeriodMeasure?

    init(_ period: ProvenPeriod) {
        origin = period.origin.description
        (start, end) = (period.start, period.end)
        statementKey = COSEKey(period.statementKey).thumbprint(OpenSSLCryptography()).description
        meters = period.content.meters.map(Meter.init)
        (events, unknown) = (period.content.eventCount, period.content.unknownCount)
        complete = period.isComplete
        (withheld, withheldAfter) = (period.withheld.between, period.withheld.after)
        records = period.records.count
        firstRecordedNotAfter = period.records.first.map { Self.text($0.time) }
        lastRecordedNotAfter = period.records.last.map { Self.text($0.time) }
        mirrorsAtLeast = period.records.fewestMirrors
        mirrorCount = period.policy.mirrors.count
        quorum = period.policy.quorum
        policyVersion = period.version?.number
    }

    /// A mirror may claim a time beyond all calendars.
    private static func text(_ time: UInt64) -> String { CalendarDate(UnixTime(clamping: time)).text }

    /// For people.
    var sentence: String {
        var sentences = meters.map { meter in
            let name = "\(origin)/\(meter.meter)"
            let changes = meter.changes > 0 ? " The meter was changed \(meter.changes) times in between." : ""
            let lost =
                meter.lost > 0 || meter.stuck > 0
                ? " \(meter.lost) edges were lost, \(meter.stuck) times it was stuck." : ""
            return """
                Proven: \(meter.readings) readings of \(name), the first to \(meter.firstEnd), the last to \(meter.lastEnd); \
                \(Joules(meter.energyJ).kilowattHours) kWh from the one to the other (register \
                \(Joules(meter.firstRegisterJ).kilowattHours) to \(Joules(meter.lastRegisterJ).kilowattHours) kWh).\
                \(changes)\(lost)
                """
        }
        if meters.isEmpty { sentences.append("Proven: \(end - start) entries of \(origin), no reading among them.") }
        sentences.append(completeness)
        sentences.append(
            """
            Each is signed by the log's statement key (\(statementKey.prefix(16))…) and was held by at least \(mirrorsAtLeast) \
            of \(mirrorCount) mirrors: the first by \(firstRecordedNotAfter ?? "no time"), the last by \
            \(lastRecordedNotAfter ?? "no time"), by the mirrors' clocks. \(quorum) make a record\(policyVersion.map { " under version \($0) of the policy" } ?? "").
            """)
        if unknown > 0 { sentences.append("\(unknown) entries are of kinds that this version does not know.") }
        if let measure {
            sentences.append(measure.sentence)
        }
        return sentences.joined(separator: "\n")
    }

    private var completeness: String {
        if complete {
            return
                "Nothing of the log from entry \(start) to the last of these is left out\(events > 0 ? "; \(events) events are among it" : "")."
        }
        return
            "\(withheld) entries of the log between them are withheld: what they are about this file does not show\(events > 0 ? "; \(events) events are shown" : "")."
    }
}

extension PeriodVerdict.Meter {
    fileprivate init(_ meter: PeriodContent.Meter) {
        self.init(
            meter: meter.name.text, readings: meter.count, firstEnd: CalendarDate(meter.first.end).text,
            lastEnd: CalendarDate(meter.last.end).text, energyJ: meter.energy.rawValue,
            firstRegisterJ: meter.first.energy.rawValue, lastRegisterJ: meter.last.energy.rawValue,
            changes: meter.changeCount, lost: max(0, meter.last.lost - meter.first.lost),
            stuck: max(0, meter.last.stuck - meter.first.stuck))
    }
}
