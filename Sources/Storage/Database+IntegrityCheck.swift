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
            while frontier.size < head.size {
                let end = min(frontier.size + Self.tileWidth, head.size)
                var built: [(node: TreeNode, hash: Digest)] = []
                for entry in try entries(log: head.id, origin, from: frontier.size, to: end) {
                    frontier.append(leaf: cryptography.leafHash(entry), cryptography) { node, hash in
                        if node.level.isMultiple(of: 8) { built.append((node, hash)) }
                    }
                }
                for (node, hash) in built where try self.hash(of: node, in: head, origin) != hash {
                    return
                        "\(origin): the tile with subtree \(node.index) of level \(node.level) does not fit the entries"
                }
            }
        } catch .damaged(_, let detail) {
            return "\(origin): \(detail)"
        }
        return frontier == head.frontier ? nil : "\(origin): the right edge of the tree does not fit the entries"
    }
}
