/// The records of a proof of a period, of which the first and the last say when its entries were recorded.
package struct PeriodRecords: Hashable, Sendable {
    /// One record.
    package struct Record: Hashable, Sendable {
        /// By when all of its entries were recorded: the middle one of its mirrors' times, the later one of two; POSIX seconds.
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

    mutating func add(_ note: VerifiedNote) {
        let record = Record(time: note.medianTime, mirrorCount: note.cosigners.count)
        count += 1
        first = first ?? record
        last = record
        fewestMirrors = min(fewestMirrors, record.mirrorCount)
    }
}

extension VerifiedNote {
    /// The middle one of its cosigners' times, the later one of two; POSIX seconds. More than half of a quorum's mirrors are
    /// honest, so that an honest clock is on either side of it.
    /// - Precondition: there is a cosigner.
    package var medianTime: UInt64 { cosigners.map(\.time).sorted()[cosigners.count / 2] }
}
