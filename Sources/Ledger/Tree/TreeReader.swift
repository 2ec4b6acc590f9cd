package import Statements

/// Where the hashes of a log's complete subtrees are kept.
package protocol TreeReader {
    /// The hashes of these nodes, in their order. A proof asks once, for all that it needs.
    func hashes(of nodes: [TreeNode]) async throws -> [Digest]
}
