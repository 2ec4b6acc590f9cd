package import Statements

/// Answers for every node of a tree from those at levels 0, 8, 16…, the ones that tiles hold and stores keep.
package struct TileTreeReader<Tiles: TreeReader>: TreeReader {
    private let tiles: Tiles
    private let cryptography: any Cryptography

    /// - Parameter tiles: asked for nodes whose level is a multiple of 8, and no others.
    package init(_ tiles: Tiles, _ cryptography: some Cryptography) {
        self.tiles = tiles
        self.cryptography = cryptography
    }

    /// Asks the tiles once, for up to 128 hashes a node.
    package func hashes(of nodes: [TreeNode]) async throws -> [Digest] {
        let elements = nodes.map(\.tileElements)
        let wanted = elements.flatMap(\.self)
        let found = try await tiles.hashes(of: wanted)
        guard found.count == wanted.count else {
            throw LedgerError.tree(.missingHashes(wanted: wanted.count, found: found.count))
        }
        var rest = found[...]
        return elements.map { elements in
            let row = rest.prefix(elements.count)
            rest = rest.dropFirst(elements.count)
            return fold(Array(row))
        }
    }

    /// - Precondition: a power of two of them.
    private func fold(_ row: [Digest]) -> Digest {
        var row = row
        while row.count > 1 {
            row = stride(from: 0, to: row.count, by: 2).map { cryptography.nodeHash(row[$0], row[$0 + 1]) }
        }
        return row[0]
    }
}

extension TileTreeReader: Sendable where Tiles: Sendable {}

extension TreeNode {
    /// The nodes of the next stored level below, or the node itself: 1 to 128.
    fileprivate var tileElements: [TreeNode] {
        let height = UInt64(level % 8)
        return (0..<UInt64(1) << height).map { TreeNode(level: level - Int(height), index: index << height | $0) }
    }
}
