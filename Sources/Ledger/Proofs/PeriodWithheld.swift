/// How many entries a proof of a period covers and does not show.
package struct PeriodWithheld: Hashable, Sendable {
    /// Before the last one that is shown: of these nobody is told whether they speak of the same meter.
    package private(set) var between: UInt64 = 0
    /// Behind it, up to the record.
    package private(set) var after: UInt64 = 0

    mutating func add(_ count: UInt64) { after += count }

    mutating func show() {
        between += after
        after = 0
    }
}
