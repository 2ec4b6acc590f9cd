import Ledger
import Metering
import System

/// Readings as lines of a CSV file (RFC 4180), one each, for spreadsheets and billing.
///
/// Sources/Ledger/README.md says what the columns mean. No field can hold a comma or a quotation mark.
struct ReadingRows {
    private static let heading =
        "index,meter,end,interval_s,energy_j,pulses,power_w,dial_j,clock,lost,bounced,stuck,recorded_not_after\n"

    private let file: StagedFile

    /// - Throws: an unusable ``Finding`` where something has that name already.
    init(_ path: String) throws(Finding) {
        file = try NewFile.stage(path)
        try add(Self.heading)
    }

    /// - Parameter recordedTime: by when it was recorded, by the mirrors' clocks; POSIX seconds.
    func add(_ reading: Reading, index: UInt64, recordedTime: UInt64) throws(Finding) {
        let recorded = CalendarDate(UnixTime(clamping: recordedTime)).text
        let dial = reading.dial.map { "\($0.rawValue)" } ?? ""
        try add(
            "\(index),\(reading.meter),\(CalendarDate(reading.end).text),\(reading.intervalSeconds),\(reading.energy.rawValue),"
                + "\(reading.pulses.rawValue),\(reading.power.rawValue),\(dial),\(reading.clock.rawValue),\(reading.lost),"
                + "\(reading.bounced),\(reading.stuck),\(recorded)\n")
    }

    /// Gives the file its name.
    func commit() throws(Finding) {
        do throws(SystemError) { try file.commit() } catch { throw .unusable("\(error)") }
    }

    private func add(_ line: String) throws(Finding) {
        do throws(SystemError) { try file.add(Array(line.utf8)) } catch { throw .unusable("\(error)") }
    }
}
