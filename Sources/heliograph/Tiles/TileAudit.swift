import Ledger
import Signing
import Statements

/// A tile tree checked from its bytes: every entry against its hash, every hash against the one above it, and the whole
/// against the checkpoint's root. It holds one tile of each level and one bundle, however long the log is.
struct TileAudit {
    /// Entries below are not in the tree, except for the genesis; a multiple of 256.
    let firstIndex: UInt64
    /// Entry 0.
    let genesis: [UInt8]
    private let folder: TileFolder
    private let cryptography = OpenSSLCryptography()
    private var frontier = MerkleFrontier()
    /// Of each level above 0, the hashes of its last tile so far, made from what lies below.
    private var open = [[Digest]](repeating: [], count: 8)

    /// Finds where the tree begins.
    /// - Throws: a negative ``Finding`` that names the file with which something is wrong.
    init(of folder: TileFolder) async throws {
        self.folder = folder
        let first = try folder.tile(.entries, index: 0)
        guard !folder.has(first) else {
            firstIndex = 0
            genesis = try folder.entries(first)[0]
            return
        }
        guard first.width == Tile.fullWidth, let lone = folder.loneGenesis, folder.has(lone) else {
            throw Finding.negative("\(folder.name(of: first)) is missing.")
        }
        genesis = try folder.entries(lone)[0]
        var index: UInt64 = 1
        while try !folder.has(folder.tile(.entries, index: index)) { index += 1 }
        firstIndex = index << 8
        frontier = try await MerkleFrontier(size: firstIndex, TileTreeReader(folder, cryptography))
        try checkBeginning()
    }

    /// Reads the whole tree.
    /// - Parameter body: called with the entries of each bundle, once they have the hashes that the tree gives them.
    /// - Throws: a negative ``Finding`` that names the file with which something is wrong, and what `body` throws.
    mutating func check(
        root: Digest, _ body: (_ start: UInt64, _ bundle: Tile, _ entries: [[UInt8]]) async throws -> Void
    ) async throws {
        while frontier.size < folder.size {
            let start = frontier.size
            let bundle = try folder.tile(.entries, index: start >> 8)
            let entries = try folder.entries(bundle)
            try append(entries, of: bundle)
            try await body(start, bundle, entries)
        }
        for level in 1..<8 where !open[level].isEmpty { try compare(level: level) }
        guard frontier.root(cryptography) == root else {
            throw Finding.negative(
                "\(folder.path): its \(folder.size) entries do not have the root that the checkpoint says.")
        }
    }

    private mutating func append(_ entries: [[UInt8]], of bundle: Tile) throws {
        let hashes = try folder.tile(.hashes(level: 0), index: bundle.index)
        let expected = try folder.hashes(hashes)
        var completed: [(node: TreeNode, hash: Digest)] = []
        for (entry, leaf) in zip(entries, expected) {
            guard cryptography.leafHash(entry) == leaf else {
                throw Finding.negative(
                    "\(folder.name(of: bundle)): entry \(frontier.size) does not have the hash that it has in \(folder.name(of: hashes))."
                )
            }
            frontier.append(leaf: leaf, cryptography) { node, hash in
                if node.level > 0, node.level.isMultiple(of: 8) { completed.append((node, hash)) }
            }
        }
        for (node, hash) in completed {
            let level = node.level / 8
            open[level].append(hash)
            guard open[level].count == Tile.fullWidth else { continue }
            try compare(level: level)
            open[level] = []
        }
    }

    /// Compares the last tile of a level with what lies below it.
    private func compare(level: Int) throws {
        let count = frontier.size >> UInt64(8 * level)
        let tile = try folder.tile(.hashes(level: level), index: (count - 1) >> 8)
        let found = try folder.hashes(tile)
        guard let place = zip(found, open[level]).enumerated().first(where: { $0.element.0 != $0.element.1 })?.offset
        else { return }
        throw Finding.negative(
            "\(folder.name(of: tile)): hash \(place) is not that of the 256 below it, entries \((tile.index << 8 | UInt64(place)) << UInt64(8 * level)) on."
        )
    }

    /// Of a log whose beginning was let go: that the tiles which are left of it fit each other, and the genesis them.
    private mutating func checkBeginning() throws {
        let leaves = try folder.tile(.hashes(level: 0), index: 0)
        guard try folder.hashes(leaves)[0] == cryptography.leafHash(genesis) else {
            throw Finding.negative("\(folder.path): the genesis does not have the hash in \(folder.name(of: leaves)).")
        }
        try checkElement(over: leaves)
        for level in 1..<7 {
            let count = firstIndex >> UInt64(8 * level)
            for index in 0..<count >> 8 {
                try checkElement(over: folder.tile(.hashes(level: level), index: index))
            }
            guard count & 255 > 0 else { continue }
            let edge = try folder.hashes(folder.tile(.hashes(level: level), index: count >> 8))
            open[level] = Array(edge.prefix(Int(count & 255)))
        }
    }

    /// A full tile against the one hash above it.
    private func checkElement(over tile: Tile) throws {
        guard case .hashes(let level) = tile.content else { return }
        let above = try folder.tile(.hashes(level: level + 1), index: tile.index >> 8)
        let expected = try folder.hashes(above)[Int(tile.index & 255)]
        var frontier = MerkleFrontier()
        for hash in try folder.hashes(tile) { frontier.append(leaf: hash, cryptography) }
        guard frontier.root(cryptography) == expected else {
            throw Finding.negative(
                "\(folder.name(of: tile)) does not have the hash that it has in \(folder.name(of: above)).")
        }
    }
}
