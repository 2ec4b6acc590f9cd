import Ledger
internal import Metering
internal import Statements

/// Logs as the tables hold them: entries, and tiles of 256 hashes.
///
/// Element i of a tile at level t is the subtree of 256^t leaves that begins at leaf i × 256^t. At level 0 only complete
/// tiles have a row, since the rest is hashed from at most 255 entries; above it the newest tile of a level is a row that grows.
struct LogTables {
    static let tileWidth: UInt64 = 256
    static let hashLength = 32

    let connection: Connection
    let cryptography: any Cryptography

    /// Every log, with its right edge rebuilt from tiles and entries.
    func heads() throws(StorageError) -> [Origin: LogHead] {
        var rows: [(id: Int64, origin: String, publishedEnd: Int64, firstIndex: Int64)] = []
        try connection.statement("SELECT id, origin, published_end, first_index FROM log").rows { row in
            rows.append((row.integer(0), row.text(1), row.integer(2), row.integer(3)))
            return true
        }
        var heads: [Origin: LogHead] = [:]
        for row in rows {
            guard let origin = try? Origin(row.origin), let publishedEnd = UInt64(exactly: row.publishedEnd),
                let first = UInt64(exactly: row.firstIndex), first.isMultiple(of: Self.tileWidth)
            else {
                throw .corrupt(
                    path: connection.path, detail: "log \(row.id) has no usable name, published end or first index")
            }
            heads[origin] = try head(id: row.id, origin: origin, publishedEnd: publishedEnd, firstIndex: first)
        }
        return heads
    }

    /// The right edge of one log. Its size is what its entries say.
    func head(
        id: Int64, origin: Origin, publishedEnd: UInt64, firstIndex: UInt64
    ) throws(StorageError) -> LogHead {
        let last = try connection.integer("SELECT max(idx) FROM entry WHERE log = ?1", [.integer(id)])
        let size = last.map { UInt64(clamping: $0) + 1 } ?? 0
        let start = size - size % Self.tileWidth
        var leaves: [UInt8] = []
        for entry in try entries(log: id, origin, from: start, to: size) {
            leaves += cryptography.leafHash(entry).bytes
        }
        var edge: [Digest] = []
        var recent: RecentTile?
        for level in (0..<63).reversed() where size >> UInt64(level) & 1 == 1 {
            let node = TreeNode(level: level, index: (size >> UInt64(level)) - 1)
            edge.append(
                try subtree(node, log: id, origin, size: size, firstIndex: firstIndex, leaves: leaves, &recent))
        }
        guard let frontier = MerkleFrontier(size: size, hashes: edge) else {
            throw .damaged(origin, detail: "the right edge of the tree is incomplete")
        }
        guard publishedEnd <= size else {
            throw .damaged(origin, detail: "\(publishedEnd) entries are published, \(size) are here")
        }
        guard firstIndex <= size else {
            throw .damaged(origin, detail: "entries below \(firstIndex) were let go, \(size) are here")
        }
        return LogHead(
            id: id, frontier: frontier, leaves: leaves, publishedEnd: publishedEnd, firstIndex: firstIndex)
    }

    /// Consecutive entries; there must be none missing.
    func entries(log: Int64, _ origin: Origin, from start: UInt64, to end: UInt64) throws(StorageError) -> [[UInt8]] {
        var entries: [[UInt8]] = []
        var index = Int64(start)
        let statement = try connection.statement(
            "SELECT idx, bytes FROM entry WHERE log = ?1 AND idx >= ?2 AND idx < ?3 ORDER BY idx")
        try statement.rows([.integer(log), .integer(index), .integer(Int64(end))]) { row throws(StorageError) in
            guard row.integer(0) == index else { throw .damaged(origin, detail: "entry \(index) is missing") }
            entries.append(row.blob(1))
            index += 1
            return true
        }
        guard index == Int64(end) else { throw .damaged(origin, detail: "entry \(index) is missing") }
        return entries
    }

    /// The hashes of complete subtrees of a log. Neighbours in a tile are asked for together, as proofs do, so that it is read once.
    /// - Throws: ``StorageError/beyondEnd(_:size:)`` for one that reaches beyond the log's end, and
    ///   ``StorageError/letGo(_:firstIndex:)`` for one whose leaves were let go and that no tile above level 0 has.
    func hashes(of nodes: [TreeNode], in head: LogHead, _ origin: Origin) throws(StorageError) -> [Digest] {
        var recent: RecentTile?
        var hashes: [Digest] = []
        for node in nodes {
            guard (0..<63).contains(node.level), node.index < head.size >> UInt64(node.level) else {
                throw .beyondEnd(origin, size: head.size)
            }
            hashes.append(
                try subtree(
                    node, log: head.id, origin, size: head.size, firstIndex: head.firstIndex, leaves: head.leaves,
                    &recent))
        }
        return hashes
    }

    /// The tile that was read last.
    private struct RecentTile {
        let level: Int
        let index: UInt64
        let hashes: [UInt8]
    }

    /// The hash of a subtree that lies inside a log of `size` entries, whose newest tile of level 0 is `leaves`.
    private func subtree(
        _ node: TreeNode, log: Int64, _ origin: Origin, size: UInt64, firstIndex: UInt64, leaves: [UInt8],
        _ recent: inout RecentTile?
    ) throws(StorageError) -> Digest {
        let (level, height) = (node.level / 8, UInt64(node.level % 8))
        let first = node.index << height
        let offset = Int(first % Self.tileWidth) * Self.hashLength
        let length = Self.hashLength << Int(height)
        let index = first / Self.tileWidth
        // The first tile stays, so that the genesis can be proven for ever.
        if level == 0, index > 0, (index + 1) * Self.tileWidth <= firstIndex {
            throw .letGo(origin, firstIndex: firstIndex)
        }
        let isNewest = level == 0 && index == size / Self.tileWidth
        if !isNewest, recent?.level != level || recent?.index != index {
            let hashes = try self.tile(log: log, level: level, index: index) ?? []
            recent = RecentTile(level: level, index: index, hashes: hashes)
        }
        let tile = isNewest ? leaves : recent?.hashes ?? []
        guard tile.count >= offset + length else {
            throw .damaged(origin, detail: "tile \(index) of level \(level) is missing or too short")
        }
        var hashes: [Digest] = []
        for start in stride(from: offset, to: offset + length, by: Self.hashLength) {
            guard let hash = Digest(tile[start..<start + Self.hashLength]) else { preconditionFailure("32 bytes") }
            hashes.append(hash)
        }
        while hashes.count > 1 {
            hashes = stride(from: 0, to: hashes.count, by: 2).map { cryptography.nodeHash(hashes[$0], hashes[$0 + 1]) }
        }
        return hashes[0]
    }

    /// The hashes of a tile that has a row.
    func tile(log: Int64, level: Int, index: UInt64) throws(StorageError) -> [UInt8]? {
        var hashes: [UInt8]?
        let statement = try connection.statement("SELECT hashes FROM tile WHERE log = ?1 AND level = ?2 AND idx = ?3")
        try statement.rows([.integer(log), .integer(Int64(level)), .integer(Int64(index))]) { row in
            hashes = row.blob(0)
            return false
        }
        return hashes
    }

    func write(_ hashes: [UInt8], log: Int64, level: Int, index: UInt64) throws(StorageError) {
        try connection.statement(
            """
            INSERT INTO tile(log, level, idx, hashes) VALUES(?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET hashes = excluded.hashes
            """
        ).run([.integer(log), .integer(Int64(level)), .integer(Int64(index)), .blob(hashes)])
    }

    /// Forgets the tiles of a level from `index` on.
    func removeTiles(log: Int64, level: Int, from index: UInt64) throws(StorageError) {
        try connection.statement("DELETE FROM tile WHERE log = ?1 AND level = ?2 AND idx >= ?3")
            .run([.integer(log), .integer(Int64(level)), .integer(Int64(index))])
    }
}
