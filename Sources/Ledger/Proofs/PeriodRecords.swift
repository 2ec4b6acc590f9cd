/// The records of a proof of a period, of which the first and the last say when its entries were recorded.
package struct PeriodRecords: Hashable, Sendable {
    /// One record.
    package struct Record: Hashable, Sendable {
        /// By when all of its entries were recorded (``VerifiedNote/recordedTime``), POSIX seconds.
        package let time: UInt64
        /// How many mirrors signed it.
        package let mirrorCount: Int
    }

    /// How many there are.
    package private(set) var count = 0
    /// The smallest.
    package private(set) var first: Record?
    /// The largest.
    package private(set) var last: Record?
    /// The fewest mirrors that signed one of them.
    package private(set) var fewestMirrors = Int.max

    /// - Parameter time: of a note that is recorded.
    mutating func add(_ note: VerifiedNote, recordedAt time: UInt64) {
        let record = Record(time: time, mirrorCount: note.cosigners.count)
        count += 1
        first = first ?? record
        last = record
        fewestMirrors = min(fewestMirrors, record.mirrorCount)
    }
}
