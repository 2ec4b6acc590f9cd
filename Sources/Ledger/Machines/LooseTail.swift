import Statements

/// What other gateways have of the own log beyond any head that they hold whole: entries under the own statement key, and a
/// head under the own log key. Another life of this gateway published them just before it ended.
package struct LooseTail: Hashable, Sendable {
    /// How many entries are kept at most; what is further ahead is let go.
    static let limit = 512

    /// By index; the first that came stays, since only one can be taken.
    fileprivate(set) var entries: [UInt64: [UInt8]] = [:]
    /// The largest head of which nobody has every entry yet.
    private(set) var head: VerifiedNote?

    /// Whether there is anything at or beyond an index.
    func isBeyond(_ end: UInt64) -> Bool {
        (head?.checkpoint.size ?? 0) > end || entries.keys.contains { $0 >= end }
    }

    /// Keeps entries that the own statement key signed; whoever handed them over, they are the own.
    mutating func keep(_ bundle: [[UInt8]], of author: LogAuthor, from end: UInt64, _ cryptography: any Cryptography) {
        for bytes in bundle {
            guard let entry = try? Entry(parsing: bytes), entry.index >= end, entries[entry.index] == nil,
                (try? entry.verify(by: author, index: entry.index, cryptography)) != nil
            else { continue }
            entries[entry.index] = bytes
            if entries.count > Self.limit, let last = entries.keys.max() { entries[last] = nil }
        }
    }

    mutating func keep(_ head: VerifiedNote) {
        if head.checkpoint.size > (self.head?.checkpoint.size ?? 0) { self.head = head }
    }

    /// The log's entries from `start` to the last of these, as far as there is no gap: where there are both, these; and none of
    /// the own ones behind the first that is another.
    func joined(to tail: [[UInt8]], from start: UInt64) -> [[UInt8]] {
        var joined: [[UInt8]] = []
        var isSame = true
        guard let last = entries.keys.max(), last >= start else { return joined }
        for index in start...last {
            let position = Int(index - start)
            let own = isSame && position < tail.count ? tail[position] : nil
            guard let entry = entries[index] ?? own else { break }
            if let own, own != entry { isSame = false }
            joined.append(entry)
        }
        return joined
    }
}

extension LooseTail {
    /// What another mirror has, too.
    mutating func merge(_ other: Self) {
        if let head = other.head { keep(head) }
        entries.merge(other.entries) { first, _ in first }
        while entries.count > Self.limit, let last = entries.keys.max() { entries[last] = nil }
    }
}
