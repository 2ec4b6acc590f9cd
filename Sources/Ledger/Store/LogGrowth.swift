package import Statements

/// Entries that a log grows by, with the tree hashes that they complete.
package struct LogGrowth: Hashable, Sendable {
    /// A subtree that the growth completed, with its hash.
    package struct CompletedNode: Hashable, Sendable {
        /// Which one.
        package var node: TreeNode
        /// Its hash, which never changes.
        package var hash: Digest
    }

    /// The log that grows.
    package let origin: Origin
    /// The log's size before: the index of the first of ``entries``.
    package let start: UInt64
    /// The new entries, in order.
    package private(set) var entries: [[UInt8]] = []
    /// Completed subtrees whose level is a multiple of 8, in the order of completion: the elements of tlog tiles.
    package private(set) var tileHashes: [CompletedNode] = []
    /// Those of ``entries`` that change the log's rules.
    package var ruleChanges: [StoredRuleChange] {
        zip(start..., entries).filter { RuleChange.isClaimed(by: $1) }.map { StoredRuleChange(index: $0, entry: $1) }
    }
    /// The tree after the growth.
    package private(set) var frontier: MerkleFrontier

    /// Nothing yet, on top of a log whose right edge is `frontier`.
    package init(origin: Origin, onTopOf frontier: MerkleFrontier) {
        self.origin = origin
        self.start = frontier.size
        self.frontier = frontier
    }

    /// Adds one entry.
    package mutating func append(_ entry: [UInt8], _ cryptography: some Cryptography) {
        Self.append(cryptography.leafHash(entry), &frontier, &tileHashes, cryptography)
        entries.append(entry)
    }

    private static func append(
        _ leaf: Digest, _ frontier: inout MerkleFrontier, _ tileHashes: inout [CompletedNode],
        _ cryptography: some Cryptography
    ) {
        frontier.append(leaf: leaf, cryptography) { node, hash in
            if node.level.isMultiple(of: 8) { tileHashes.append(CompletedNode(node: node, hash: hash)) }
        }
    }
}
