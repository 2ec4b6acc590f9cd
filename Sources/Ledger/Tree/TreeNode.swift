/// A complete subtree of a log's Merkle tree: the 2^level leaves from index × 2^level on. Its hash never changes.
package struct TreeNode: Hashable, Sendable {
    /// 0 is a leaf, 63 the largest.
    package var level: Int
    /// Its place among the nodes of its level.
    package var index: UInt64

    package init(level: Int, index: UInt64) {
        self.level = level
        self.index = index
    }
}
