internal import Ledger
internal import Statements

extension Database {
    /// Reads everything again and looks for what does not fit: SQLite's own structures, then each log's entries against its tiles.
    ///
    /// It takes as long as hashing all entries, and holds up other calls: for a tool, beside the service.
    /// - Returns: one line for each problem; empty for a sound database.
    package func integrityCheck() throws(StorageError) -> [String] {
        try reading { session throws(StorageError) in
            var problems: [String] = []
            try session.connection.statement("PRAGMA integrity_check").rows { row in
                if row.text(0) != "ok" { problems.append(row.text(0)) }
                return true
            }
            guard problems.isEmpty else { return problems }
            for (origin, head) in session.heads.sorted(by: { $0.key < $1.key }) {
                if let problem = try session.tables.problem(in: head, of: origin) { problems.append(problem) }
            }
            return problems
        }
    }
}

extension LogTables {
    /// Builds the tree of a log again from its entries and compares.
    /// - Returns: the first thing that differs.
    fileprivate func problem(in head: LogHead, of origin: Origin) throws(StorageError) -> String? {
        var frontier = MerkleFrontier()
        do throws(StorageError) {
            if head.firstIndex > 0 {
                if let problem = try problem(beforeFirstIndexOf: head, of: origin) { return problem }
                frontier = try self.frontier(atFirstIndexOf: head, of: origin)
            }
            while frontier.size < head.size {
                let end = min(frontier.size + Self.tileWidth, head.size)
                var built: [(node: TreeNode, hash: Digest)] = []
                for entry in try entries(log: head.id, origin, from: frontier.size, to: end) {
                    frontier.append(leaf: cryptography.leafHash(entry), cryptography) { node, hash in
                        if node.level.isMultiple(of: 8) { built.append((node, hash)) }
                    }
                }
                let stored = try hashes(of: built.map(\.node), in: head, origin)
                if let node = zip(built, stored).first(where: { $0.hash != $1 })?.0.node {
                    return
                        "\(origin): the tile with subtree \(node.index) of level \(node.level) does not fit the entries"
                }
            }
        } catch .damaged(_, let detail) {
            return "\(origin): \(detail)"
        }
        return frontier == head.frontier ? nil : "\(origin): the right edge of the tree does not fit the entries"
    }

    /// The tree at the first entry that is kept, from the tiles.
    private func frontier(atFirstIndexOf head: LogHead, of origin: Origin) throws(StorageError) -> MerkleFrontier {
        let hashes = try hashes(of: MerkleTree.nodes(of: 0..<head.firstIndex), in: head, origin)
        guard let frontier = MerkleFrontier(size: head.firstIndex, hashes: hashes) else {
            throw .damaged(origin, detail: "the tree at entry \(head.firstIndex) is incomplete")
        }
        return frontier
    }

    /// What is left of the part that was let go: the genesis, and the tiles above level 0, each of which is an element of the
    /// tile above it.
    private func problem(beforeFirstIndexOf head: LogHead, of origin: Origin) throws(StorageError) -> String? {
        let genesis = try entries(log: head.id, origin, from: 0, to: 1)[0]
        guard try hashes(of: [TreeNode(level: 0, index: 0)], in: head, origin) == [cryptography.leafHash(genesis)]
        else {
            return "\(origin): the genesis does not fit the first tile"
        }
        for level in 1..<7 {
            let complete = level == 1 ? 1 : head.firstIndex >> UInt64(8 * level)
            for index in 0..<complete {
                let halves = [2 * index, 2 * index + 1].map { TreeNode(level: 8 * level - 1, index: $0) }
                let whole = TreeNode(level: 8 * level, index: index)
                let found = try hashes(of: halves + [whole], in: head, origin)
                guard cryptography.nodeHash(found[0], found[1]) == found[2] else {
                    return "\(origin): the tile \(index) of level \(level - 1) does not fit the tile above it"
                }
            }
        }
        return nil
    }
}
