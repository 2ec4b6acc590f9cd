import Ledger
import Statements

/// A small Merkle tree by the recursive definitions of RFC 6962 §2.1, which share no code with the ledger's.
struct ReferenceTree: Sendable {
    /// `hashes[start][length - 1]` is the head over so many leaves from `start` on.
    private let hashes: [[Digest]]

    init(leaves: [Digest]) {
        var hashes = leaves.map { [$0] }
        for length in 1..<leaves.count {
            for start in 0..<leaves.count - length {
                let left = Self.split(length + 1)
                hashes[start].append(
                    cryptography.nodeHash(hashes[start][left - 1], hashes[start + left][length - left]))
            }
        }
        self.hashes = hashes
    }

    var size: Int { hashes.count }

    /// Every leaf, and every head over leaves that lie side by side.
    var all: [Digest] { hashes.flatMap(\.self) }

    func leaf(_ index: Int) -> Digest { hashes[index][0] }

    /// - Parameter size: `1...`.
    func root(size: Int) -> Digest { hashes[0][size - 1] }

    /// PATH(index, D[0:size]).
    func inclusionProof(of index: Int, size: Int) -> [Digest] { path(index, 0..<size) }

    /// PROOF(old, D[0:new]), `1...new`.
    func consistencyProof(from old: Int, to new: Int) -> [Digest] { subproof(old, 0..<new, isWhole: true) }

    private func hash(_ range: Range<Int>) -> Digest { hashes[range.lowerBound][range.count - 1] }

    private func path(_ index: Int, _ range: Range<Int>) -> [Digest] {
        guard range.count > 1 else { return [] }
        let middle = range.lowerBound + Self.split(range.count)
        let (left, right) = (range.lowerBound..<middle, middle..<range.upperBound)
        return index < middle ? path(index, left) + [hash(right)] : path(index, right) + [hash(left)]
    }

    private func subproof(_ old: Int, _ range: Range<Int>, isWhole: Bool) -> [Digest] {
        guard old < range.count else { return isWhole ? [] : [hash(range)] }
        let count = Self.split(range.count)
        let middle = range.lowerBound + count
        let (left, right) = (range.lowerBound..<middle, middle..<range.upperBound)
        return old <= count
            ? subproof(old, left, isWhole: isWhole) + [hash(right)]
            : subproof(old - count, right, isWhole: false) + [hash(left)]
    }

    /// The largest power of two below a number from 2 on.
    private static func split(_ count: Int) -> Int {
        var power = 1
        while power * 2 < count { power *= 2 }
        return power
    }
}
