import ArgumentParser
import Ledger
import Metering
import Statements
import System

/// Writes what shows, offline and for ever, that an entry is recorded, or all of a period.
struct LedgerProof: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proof",
        abstract: "Write a proof that an entry is recorded, and the entry beside it; or of a period, all in one file.",
        discussion: """
            Of an entry FILE is a .tlog-proof with the log's genesis in its “extra” line, FILE.entry is the statement. With the \
            community's policy they are all that “heliograph verify” and other people's tools need. \
            The record is the earliest that is kept here and covers the entry; the one that the entry names is in the \
            “extra” line too, if it is kept here, so that the proof shows after what and by when the statement was made.

            Of a period, which --from and --to give, FILE has every entry of the log with the records that date them; \
            FILE.csv has the readings as a table. With --meter the entries of other meters are withheld: only their hashes go \
            out. An entry belongs to the period by the end of the interval that it tells of; a reading exactly at the beginning \
            belongs to it, for energy counts from its register, and so does one exactly at the end. March is --from 2026-03-01 \
            --to 2026-04-01. What is not recorded yet is left out, with a word.

            Exit status: 0, 1 when the entry, or all of the period, is not recorded yet, 2 when there is no such entry or the \
            options contradict each other.
            """)

    @Argument(help: "The entry's index in its log.")
    var index: UInt64?

    @Option(help: ArgumentHelp("Of a period: its beginning, 2026-03-01 or 2026-03-01T12:00:00Z.", valueName: "time"))
    var from: TimeArgument?

    @Option(help: ArgumentHelp("Of a period: its end, which belongs to it.", valueName: "time"))
    var to: TimeArgument?

    @Option(help: ArgumentHelp("Of a period: show this meter's entries and the gateway's alone.", valueName: "name"))
    var meter: String?

    @OptionGroup
    var options: LedgerOptions

    @Option(name: .shortAndLong, help: "The proof, a new file.")
    var output: String

    func validate() throws {
        let isPeriod = from != nil || to != nil || meter != nil
        guard index == nil || !isPeriod else {
            throw ValidationError("Name the index of an entry, or a period with --from and --to, not both.")
        }
        guard index != nil || isPeriod else {
            throw ValidationError("Name the index of an entry, or a period with --from and --to.")
        }
        guard isPeriod else { return }
        guard let from, let to else { throw ValidationError("A period has both --from and --to.") }
        guard from.time <= to.time else {
            throw ValidationError(
                "The period ends at \(CalendarDate(to.time).text), before it begins at \(CalendarDate(from.time).text)."
            )
        }
        if let meter, (try? Name(meter)) == nil { throw ValidationError("“\(meter)” is no meter's name.") }
    }

    func run() async throws {
        let gateway = try StoredGateway(at: options.state)
        let log = try await gateway.log(options.origin)
        if let index {
            try await prove(index, of: log, in: gateway)
        } else if let from, let to {
            let records = StoredRecords(
                database: gateway.database, log: log,
                rules: try await gateway.rules(of: log, gateway.known(options.policy)))
            try await prove(from, to, PeriodPlaces(gateway: gateway, log: log), records)
        }
    }

    private func prove(_ index: UInt64, of log: LogState, in gateway: StoredGateway) async throws {
        let entry = try await gateway.entry(index, of: log)
        let known = options.policy != nil || gateway.hasPolicy ? try gateway.known(options.policy) : nil
        var rules: LogRules?
        if let known { rules = try await gateway.rules(of: log, known) }
        guard let proof = try await gateway.proof(of: entry, at: index, in: log, by: rules) else {
            throw Finding.negative(
                "entry \(index) of \(log.origin) is not recorded yet: try again when a quorum of neighbours is there.")
        }
        try NewFile.write("\(output).entry", entry)
        try NewFile.write(output, proof.bytes)
        let checkpoint = try Checkpoint(parsing: proof.note.text)
        StandardStream.error.write(
            "Wrote \(output) and \(output).entry: entry \(index) of \(log.origin), in a record of \(checkpoint.size).\n"
        )
    }

    private func prove(
        _ from: TimeArgument, _ to: TimeArgument, _ places: PeriodPlaces, _ records: StoredRecords
    ) async throws {
        let log = places.log
        let name = try meter.map { try Name($0) }
        guard let entries = try await places.entries(from: from.time, to: to.time, of: name) else {
            throw Finding.unusable(
                "there is no entry \(name.map { "about \($0) " } ?? "")of \(log.origin) from \(CalendarDate(from.time).text) to \(CalendarDate(to.time).text) here: “heliograph readings” shows what there is."
            )
        }
        guard let last = try await records.last(upTo: entries.upperBound), last.checkpoint.size > entries.lowerBound
        else {
            throw Finding.negative(
                "entries \(entries.lowerBound) to \(entries.upperBound) of \(log.origin), which are the period's, are not recorded yet: try again when a quorum of neighbours is there."
            )
        }
        let end = last.checkpoint.size
        let valid = min(end, records.rules.known.newest.ends[log.origin]?.size ?? end)
        guard entries.lowerBound < valid else {
            throw Finding.negative(
                "the community ended \(log.origin) with \(valid) entries: what the period has of it proves nothing.")
        }
        let shown = entries.lowerBound...min(entries.upperBound, valid - 1)
        let export = PeriodExport(records.database, log, records, meter: name)
        let written = try await export.write(shown, end: end, to: output)
        var words =
            "Wrote \(output) and \(output).csv: \(written.readings) readings among \(written.entries) entries of \(log.origin), in records of up to \(end).\n"
        if valid < end, entries.upperBound >= valid {
            words += "Left out are the period's entries from \(valid) on: the community ended the log there.\n"
        } else if entries.upperBound >= end {
            words += "Left out are the period's entries from \(end) on: they are not recorded yet.\n"
        }
        if log.firstIndex > 0, entries.lowerBound == log.firstIndex {
            words +=
                "Entries before \(log.firstIndex) are kept here no more: a neighbour who keeps all may have more of the period.\n"
        }
        StandardStream.error.write(words)
    }
}
