import Statements

/// Entries that arrived before a checkpoint covers them. They prove nothing yet, so they are few and replaceable.
package struct Staging: Hashable, Sendable {
    /// Entries further ahead than this are not kept; they will be asked for.
    static let reach: UInt64 = 1024
    /// What one log's staged entries may weigh, in bytes.
    static let byteLimit = 256 * 1024

    private var entries: [UInt64: [UInt8]] = [:]
    private(set) var byteCount = 0
    /// How many entries did not fit or did not produce the root.
    private(set) var droppedCount = 0

    /// Keeps an entry, replacing one at the same index.
    mutating func stage(_ entry: [UInt8], at index: UInt64, size: UInt64) {
        guard index >= size, index < size + Self.reach, byteCount + entry.count <= Self.byteLimit else {
            droppedCount += index >= size ? 1 : 0
            return
        }
        if let replaced = entries.updateValue(entry, forKey: index) { byteCount -= replaced.count }
        byteCount += entry.count
    }

    subscript(index: UInt64) -> [UInt8]? { entries[index] }

    /// The first index at or after `index` that is missing, at most `end`.
    func firstMissing(from index: UInt64, to end: UInt64) -> UInt64 {
        var index = index
        while index < end, entries[index] != nil { index += 1 }
        return index
    }

    /// The first index after `index` that is here, at most `end`.
    func firstPresent(after index: UInt64, to end: UInt64) -> UInt64 {
        min(end, entries.keys.lazy.filter { $0 > index }.min() ?? end)
    }

    /// Forgets what lies below `size`.
    mutating func forget(below size: UInt64) { remove { $0 < size } }

    /// Forgets everything: the bytes did not produce the root that the log signed.
    mutating func drop() {
        droppedCount += entries.count
        remove { _ in true }
    }

    private mutating func remove(where isGone: (UInt64) -> Bool) {
        for (index, entry) in entries where isGone(index) {
            byteCount -= entry.count
            entries[index] = nil
        }
    }
}
