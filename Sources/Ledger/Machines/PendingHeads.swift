import Statements

/// Heads that a log signed and whose entries are not all held yet, or not all when they came. Few, and none twice.
struct PendingHeads: Hashable, Sendable {
    static let limit = 8

    /// By size; no two of one size, since two of one size with two roots are evidence.
    private(set) var heads: [VerifiedNote] = []

    /// The newest.
    var newest: VerifiedNote? { heads.last }

    /// Whether there is one that is larger.
    func reach(beyond size: UInt64) -> Bool { heads.last.map { $0.checkpoint.size > size } ?? false }

    /// What to ask for: up to a record entries may be taken on the tree's word, so the largest record beyond `size` comes
    /// first, then the newest head.
    func aim(beyond size: UInt64) -> VerifiedNote? {
        let missing = heads.filter { $0.checkpoint.size > size }
        return missing.last(where: \.isRecorded) ?? missing.last
    }

    /// Keeps a head; of one that is kept already, the copy with more cosigners. Where there are too many, the smallest goes
    /// that is no record.
    mutating func keep(_ head: VerifiedNote) {
        let size = head.checkpoint.size
        let position = heads.firstIndex { $0.checkpoint.size >= size } ?? heads.endIndex
        if position < heads.endIndex, heads[position].checkpoint.size == size {
            if head.cosigners.count > heads[position].cosigners.count { heads[position] = head }
            return
        }
        heads.insert(head, at: position)
        guard heads.count > Self.limit else { return }
        heads.remove(at: heads.dropLast().firstIndex { !$0.isRecorded } ?? heads.startIndex)
    }

    /// Lets go of the heads up to `size`, of which every entry is held now.
    mutating func take(upTo size: UInt64) -> [VerifiedNote] {
        let taken = heads.prefix { $0.checkpoint.size <= size }
        heads.removeFirst(taken.count)
        return Array(taken)
    }

    mutating func drop() { heads = [] }
}
