import Ledger
import Metering
import Statements

/// What is known of the life before this start: until when everything that was counted is on the disk, and by which clock.
struct LastLife {
    /// When the registers were last known to be durable; `nil` when nothing was ever counted.
    let saved: UnixTime?
    /// The clock of the newest statement that says one.
    private let clock: ReportedClock?

    /// - Parameters:
    ///   - newest: the newest own entry.
    ///   - readings: the newest of each meter.
    /// - Throws: ``StatementError`` for an entry without a header.
    init(_ newest: Entry, readings: [Reading], of parts: GatewayParts) throws(StatementError) {
        // A register that does not move is not saved again: but a reading is on the disk together with what it says.
        let known = parts.registers.values.map(\.savedAt) + readings.map(\.end)
        // Registers that were never saved were 0 when the newest statement was signed, or not long before.
        let lastSigned = try StatementHeader(of: newest).issuedAt
        saved = known.max() ?? (parts.meters.isEmpty ? nil : lastSigned)
        // What another version signed may be unreadable here, and tells nothing then.
        let message = try? Message.decode(newest)
        let lastRead = readings.max { $0.end < $1.end }
        clock = message.flatMap { ReportedClock($0) } ?? lastRead.flatMap { ReportedClock(.reading($0)) }
    }

    /// For how many seconds nobody counted, or not durably.
    ///
    /// Uptime tells within one boot, and the wall clock from one to the next, if it was right then and is right now.
    /// - Returns: `nil` where no clock can tell.
    func missingSeconds(since saved: UnixTime, at moment: Moment) -> Int64? {
        if let clock, let uptime = clock.uptimeSeconds, clock.boot == moment.stamp.boot {
            let now = Int64(moment.monotonic.nanoseconds / 1_000_000_000)
            return max(0, now - uptime - max(0, saved.seconds - clock.time.seconds))
        }
        guard clock?.isRight ?? true, moment.mayCosign, moment.stamp.time >= saved else { return nil }
        return moment.stamp.time.seconds - saved.seconds
    }
}

/// What a statement says of the clock that it was made by.
private struct ReportedClock {
    let time: UnixTime
    let isRight: Bool
    let boot: BootIdentity?
    let uptimeSeconds: Int64?

    /// `nil` for a genesis or a change of rules, which say nothing.
    init?(_ message: Message) {
        let quality: ClockQuality
        switch message {
        case .genesis, .rule: return nil
        case .reading(let reading):
            (time, quality, boot, uptimeSeconds) = (reading.end, reading.clock, reading.boot, reading.uptimeSeconds)
        case .event(let event):
            (time, quality, boot) = (event.stamp.time, event.stamp.quality, event.stamp.boot)
            uptimeSeconds = Int64(event.stamp.uptime.nanoseconds / 1_000_000_000)
        }
        isRight = quality == .synchronised || quality == .informative
    }
}
