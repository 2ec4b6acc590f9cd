import Statements

/// Entries that arrived before a checkpoint covers them. They prove nothing yet, so they are few and replaceable.
package struct Staging: Hashable, Sendable {
    /// Entries further ahead than this are not kept; they will be asked for.
    static let reach: UInt64 = 1024
    /// What one log's staged entries may weigh, in bytes: more than the largest entry.
    package static let byteLimit = 256 * 1024

    private var entries: [UInt64: [UInt8]] = [:]
    /// What the staged entries weigh, in bytes.
    package private(set) var byteCount = 0
    /// How many entries did not fit or did not produce the root.
    package private(set) var droppedCount = 0

    var count: Int { entries.count }

    /// Keeps an entry, replacing one at the same index. Where there is no room, entries further ahead make it: what comes
    /// next is worth most.
    mutating func stage(_ entry: [UInt8], at index: UInt64, size: UInt64) {
        guard index >= size else { return }
        guard index - size < Self.reach, entry.count <= Self.byteLimit else {
            droppedCount += 1
            return
        }
        remove(index)
        while byteCount + entry.count > Self.byteLimit, let last = entries.keys.max(), last > index {
            remove(last)
            droppedCount += 1
        }
        guard byteCount + entry.count <= Self.byteLimit else {
            droppedCount += 1
            return
        }
        entries[index] = entry
        byteCount += entry.count
    }

    subscript(index: UInt64) -> [UInt8]? { entries[index] }

    /// The staged entries by index, as many of the first as a bundle of these limits can hold.
    func inOrder(byteLimit: Int, countLimit: Int) -> [[UInt8]] {
        var found: [[UInt8]] = []
        var byteCount = 0
        for index in entries.keys.sorted().prefix(countLimit) {
            guard let entry = entries[index], byteCount + 2 + entry.count <= byteLimit else { break }
            byteCount += 2 + entry.count
            found.append(entry)
        }
        return found
    }

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
    mutating func forget(below size: UInt64) {
        for index in entries.keys where index < size { remove(index) }
    }

    /// Forgets everything: the bytes did not produce the root that the log signed.
    mutating func drop() {
        droppedCount += entries.count
        entries = [:]
        byteCount = 0
    }

    private mutating func remove(_ index: UInt64) {
        if let removed = entries.removeValue(forKey: index) { byteCount -= removed.count }
    }
}
