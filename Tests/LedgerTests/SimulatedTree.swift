import Ledger
import Signing
import Statements
import Synchronization

let cryptography = OpenSSLCryptography()

/// A log's tree in memory.
final class SimulatedTree: TreeReader, Sendable {
    private let kept: [TreeNode: Digest]
    private let calls = Mutex(0)
    let frontier: MerkleFrontier

    /// - Parameter levelStep: 1 keeps all nodes; 8 keeps those that a store keeps, and ``reader`` makes the others of them.
    init(leaves: some Sequence<[UInt8]>, levelStep: Int = 1) {
        var kept: [TreeNode: Digest] = [:]
        var frontier = MerkleFrontier()
        for leaf in leaves {
            frontier.append(leaf: cryptography.leafHash(leaf), cryptography) { node, hash in
                if node.level.isMultiple(of: levelStep) { kept[node] = hash }
            }
        }
        self.kept = kept
        self.frontier = frontier
    }

    /// How often it was asked.
    var callCount: Int { calls.withLock { $0 } }

    func hashes(of nodes: [TreeNode]) async throws -> [Digest] {
        calls.withLock { $0 += 1 }
        return nodes.compactMap { kept[$0] }
    }

    /// Answers for nodes of any level from those at levels 0, 8, 16….
    var reader: TileTreeReader<SimulatedTree> { TileTreeReader(self, cryptography) }
}
