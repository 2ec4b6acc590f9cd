import Metering
import Signing
import Statements

/// Statements in words, for people.
enum StatementWords {
    static func describe(_ message: Message) -> String {
        switch message {
        case .genesis(let genesis):
            "the genesis of the log, with \(genesis.meters.isEmpty ? "no meters" : "meters " + genesis.meters.map(\.name.text).joined(separator: ", "))"
        case .reading(let reading): describe(reading)
        case .event(let event): "an event of \(event.subject): \(describe(event.kind))"
        case .rule(let change): describe(change)
        }
    }

    private static func describe(_ change: RuleChange) -> String {
        switch change {
        case .adoption(let adoption): "the adoption of version \(adoption.number) of the community's policy"
        case .record(let record): "the record of what entry \(record.index) adopted"
        case .key(let change):
            "another statement key (\(COSEKey(change.key).thumbprint(OpenSSLCryptography()).description.prefix(16))…) from the next entry on"
        }
    }

    private static func describe(_ reading: Reading) -> String {
        let dial = reading.dial.map { ", dial \($0.kilowattHours) kWh" } ?? ""
        return
            "a reading of \(reading.meter): \(reading.energy.kilowattHours) kWh\(dial), \(reading.power.rawValue) W over the "
            + "\(reading.intervalSeconds) s to \(CalendarDate(reading.end).text) (clock \(reading.clock.rawValue))"
    }

    private static func describe(_ kind: Event.Kind) -> String {
        switch kind {
        case .tamper(let input, let isActive): "tamper contact \(input) \(isActive ? "opened" : "closed")"
        case .restart(let saved, let missing):
            "restart; what was counted after \(CalendarDate(saved).text) \(missing.map { "for \($0) s " } ?? "")is missing"
        case .clockStep(let before, let after):
            "the clock was set from \(CalendarDate(before).text) to \(CalendarDate(after).text)"
        case .anchor: "the clock is synchronised"
        case .configuration: "the configuration changed"
        case .adjustment(let adjustment):
            "the dial was read, \(adjustment.dial.kilowattHours) kWh: \(adjustment.reason)"
        case .meter(let change): "\(change.description.name) \(describe(change.kind))"
        }
    }

    private static func describe(_ kind: MeterChange.Kind) -> String {
        switch kind {
        case .added: "was added"
        case .removed: "was removed"
        case .exchanged: "was exchanged"
        case .constant: "counts by another constant"
        }
    }
}
