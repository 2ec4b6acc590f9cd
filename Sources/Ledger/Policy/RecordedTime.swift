/// When mirrors say that they held something, as one time that liars among them cannot move out of the honest ones' reach.
package enum RecordedTime {
    /// The median of the mirrors' times, of an even number the later of the two in the middle.
    ///
    /// Of n ≥ 2f + 1 times at least f + 1 are not later than the one at place ⌊n ÷ 2⌋, and at least f + 1 are not earlier. Where at
    /// most f are lies there is an honest one among each: the median lies between two honest clocks, whatever liars claim.
    /// A quorum has q ≥ 2f + 1 lines.
    /// - Parameter times: POSIX seconds, one of each mirror, in any order.
    /// - Returns: `nil` where there is none.
    package static func median(of times: [UInt64]) -> UInt64? {
        times.isEmpty ? nil : times.sorted()[times.count / 2]
    }
}
