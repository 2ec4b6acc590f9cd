import Metering

/// From when to when readings are wanted, by the ends of their intervals: later than the first, up to the second.
struct ReadingSpan: Hashable {
    var from: UnixTime?
    var to: UnixTime?

    func contains(_ end: UnixTime) -> Bool {
        from.map { end > $0 } ?? true && to.map { end <= $0 } ?? true
    }
}
