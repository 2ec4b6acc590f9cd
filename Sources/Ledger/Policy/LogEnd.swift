package import Statements

/// Where a community ended a log: what its owner's keys signed from there on proves nothing, whoever holds them now.
///
/// It is a place and not a time, since whoever stole the keys can sign any time.
package struct LogEnd: Hashable, Sendable {
    /// How many entries count; the first that does not has this index.
    package let size: UInt64
    /// The root of the log of that size.
    package let root: Digest

    package init(size: UInt64, root: Digest) {
        self.size = size
        self.root = root
    }

    /// Whether a head of the log is one that the log had before its end, as far as the head shows it.
    package func covers(_ checkpoint: Checkpoint) -> Bool {
        checkpoint.size < size || checkpoint.size == size && checkpoint.root == root
    }
}

extension Policy {
    /// This policy with the ends that a later version of it gave to logs that it names: behind an end nothing is proven, by
    /// whatever version it was recorded. Later versions keep the ends of all before.
    package func ended(by later: Policy) -> Policy {
        Policy(
            community: community, logs: logs, mirrors: mirrors, quorum: quorum, minimumIndices: minimumIndices,
            ends: later.ends.filter { log($0.key) != nil })
    }

    /// - Throws: ``ProofFault/beyondEnd(index:size:)`` for an entry behind the end of its log.
    package func checkEnd(of log: Origin, at index: UInt64) throws(LedgerError) {
        if let end = ends[log], index >= end.size { throw .proof(.beyondEnd(index: index, size: end.size)) }
    }
}
