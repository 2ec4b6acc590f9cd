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
    func isBeyond(_ index: UInt64) -> Bool { end > index }

    /// Keeps entries that an own statement key signed; whoever handed them over, they are the own.
    mutating func keep(_ bundle: [[UInt8]], of identity: LedgerIdentity, from end: UInt64) {
        for bytes in bundle {
            guard let entry = try? Entry(parsing: bytes), entry.index >= end, entries[entry.index] == nil,
                identity.isOwn(entry)
            else { continue }
            entries[entry.index] = bytes
            if entries.count > Self.limit, let last = entries.keys.max() { entries[last] = nil }
        }
    }

    mutating func keep(_ head: VerifiedNote) {
        if head.checkpoint.size > (self.head?.checkpoint.size ?? 0) { self.head = head }
    }

    /// Where the last of all this ends.
    var end: UInt64 { max(head?.checkpoint.size ?? 0, entries.keys.max().map { $0 + 1 } ?? 0) }
}

extension LooseTail {
    /// What another mirror has, too.
    mutating func merge(_ other: Self) {
        if let head = other.head { keep(head) }
        entries.merge(other.entries) { first, _ in first }
        while entries.count > Self.limit, let last = entries.keys.max() { entries[last] = nil }
    }
}
