import Ledger

/// The right edge of one log in memory: enough to append to it without reading.
struct LogHead {
    /// The log's row.
    let id: Int64
    var frontier: MerkleFrontier
    /// The leaf hashes after the last complete tile, 32 bytes each, fewer than 256.
    var leaves: [UInt8]
    var publishedEnd: UInt64
    /// Entries below were let go, except for entry 0; whole tiles, so a multiple of 256.
    var firstIndex: UInt64 = 0

    var size: UInt64 { frontier.size }

    /// Whether `grown` can have come from this log by appending: it still has the subtrees that appending leaves alone.
    func isContinued(by grown: MerkleFrontier) -> Bool {
        guard grown.size >= size else { return false }
        let mergedBits = UInt64.bitWidth - (grown.size ^ size).leadingZeroBitCount
        let keptCount = mergedBits == UInt64.bitWidth ? 0 : (size >> UInt64(mergedBits)).nonzeroBitCount
        return frontier.hashes.prefix(keptCount) == grown.hashes.prefix(keptCount)
    }
}
