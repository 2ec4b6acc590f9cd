import Ledger
import Metering
import Statements
import Storage

/// Finds the entries of a log that belong to a period.
///
/// An entry's time is the end of the interval that it tells of, or what an event gives as its own; of what this version does not
/// read, when it was signed. A period has both of its ends, so that the reading at its beginning is there: from that register its
/// energy counts.
///
/// Times grow with the index, unless a clock was set back. So both ends are found by halving, and ``window`` entries before and
/// behind are looked at as well; all from the first to the last whose time is in the period belong to it.
struct PeriodPlaces {
    /// Entries that are looked at beyond each end: more than a clock that was set back by a day hides of two meters' minutes.
    static let window: UInt64 = 4096

    let gateway: StoredGateway
    let log: LogState

    /// - Parameter meter: what the first one must be about, if anything.
    /// - Returns: the indices of the first and the last one; `nil` where there is none.
    func entries(from start: UnixTime, to end: UnixTime, of meter: Name?) async throws -> ClosedRange<UInt64>? {
        let (low, size) = (log.firstIndex, log.frontier.size)
        guard low < size else { return nil }
        let begin = try await halve(low..<size) { $0 >= start }
        let behind = try await halve(begin..<size) { $0 > end }
        var found: ClosedRange<UInt64>? = begin < behind ? begin...(behind - 1) : nil
        for range in [
            max(low, begin - min(begin, Self.window))..<begin, behind..<behind + min(size - behind, Self.window),
        ] {
            try await forEach(in: range) { index, message, time in
                guard (start...end).contains(time) else { return true }
                found = min(found?.lowerBound ?? index, index)...max(found?.upperBound ?? index, index)
                return true
            }
        }
        guard let found, let meter else { return found }
        var first: UInt64?
        try await forEach(in: found.lowerBound..<found.upperBound + 1) { index, message, _ in
            if message?.subject == meter { first = index }
            return first == nil
        }
        return first.map { $0...found.upperBound }
    }

    /// The first index whose time is beyond a limit.
    private func halve(_ range: Range<UInt64>, _ isBeyond: (UnixTime) -> Bool) async throws -> UInt64 {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = low + (high - low) / 2
            var time = UnixTime(seconds: 0)
            try await forEach(in: middle..<middle + 1) { _, _, found in
                time = found
                return false
            }
            if isBeyond(time) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// Calls `body` with entries, until it answers with false.
    private func forEach(
        in range: Range<UInt64>, _ body: (_ index: UInt64, _ message: Message?, _ time: UnixTime) throws -> Bool
    ) async throws {
        var index = range.lowerBound
        while index < range.upperBound {
            let entries = try await gateway.database.entries(
                of: log.origin, from: index, countLimit: Int(min(range.upperBound - index, 4096)), byteLimit: 1 << 20)
            guard !entries.isEmpty else {
                throw Finding.unusable("entry \(index) of \(log.origin) is missing: “heliograph check” says more.")
            }
            for bytes in entries {
                let entry = try Entry(parsing: bytes)
                let message = try? Message.decode(entry)
                guard try body(index, message, message?.time ?? StatementHeader(of: entry).issuedAt) else { return }
                index += 1
            }
        }
    }
}

extension Message {
    /// The end of a reading's interval, or an event's own time; `nil` for a genesis or a change of rules, which say none.
    fileprivate var time: UnixTime? {
        switch self {
        case .reading(let reading): reading.end
        case .event(let event): event.stamp.time
        case .genesis, .rule: nil
        }
    }
}
