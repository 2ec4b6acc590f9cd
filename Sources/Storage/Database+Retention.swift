package import Ledger
package import Statements

extension Database {
    /// Lets go of a log's entries below `end`, except for the genesis, and of their leaf hashes; the tree above level 0 of its
    /// tiles stays. In a transaction of its own; the file keeps its size, and what is free in it is used again.
    /// - Parameter end: a multiple of 256, at most what is recorded; nothing happens where so much was let go before.
    /// - Throws: ``StorageError/unknownLog(_:)``, ``StorageError/notToLetGo(_:end:recorded:)``
    package func letGo(of origin: Origin, below end: UInt64) throws(StorageError) {
        try write { writer throws(StorageError) in try writer.letGo(of: origin, below: end) }
    }

    /// What the file takes, and how much of that is free for new entries.
    package func diskUse() throws(StorageError) -> DiskUse {
        try reading { session throws(StorageError) in
            let connection = session.connection
            let page = UInt64(try connection.integer("PRAGMA page_size") ?? 0)
            return DiskUse(
                bytes: page * UInt64(try connection.integer("PRAGMA page_count") ?? 0),
                freeBytes: page * UInt64(try connection.integer("PRAGMA freelist_count") ?? 0))
        }
    }
}

extension ChangeWriter {
    mutating func letGo(of origin: Origin, below end: UInt64) throws(StorageError) {
        guard let head = heads[origin] else { throw .unknownLog(origin) }
        guard end > head.firstIndex else { return }
        // What no quorum holds is in nobody else's hands.
        let recorded = try tables.recordedSize(log: head.id)
        guard end.isMultiple(of: LogTables.tileWidth), end <= min(recorded, head.size) else {
            throw .notToLetGo(origin, end: end, recorded: min(recorded, head.size))
        }
        let entries = [Int64(max(1, head.firstIndex)), Int64(end)]
        try connection.statement("DELETE FROM entry WHERE log = ?1 AND idx >= ?2 AND idx < ?3")
            .run([.integer(head.id), .integer(entries[0]), .integer(entries[1])])
        let tiles = [max(1, head.firstIndex / LogTables.tileWidth), end / LogTables.tileWidth].map { Int64($0) }
        try connection.statement("DELETE FROM tile WHERE log = ?1 AND level = 0 AND idx >= ?2 AND idx < ?3")
            .run([.integer(head.id), .integer(tiles[0]), .integer(tiles[1])])
        try connection.statement("UPDATE log SET first_index = ?2 WHERE id = ?1")
            .run([.integer(head.id), .integer(Int64(end))])
        heads[origin]?.firstIndex = end
    }
}

extension LogTables {
    /// How many entries the newest record of a log covers.
    fileprivate func recordedSize(log: Int64) throws(StorageError) -> UInt64 {
        var note: [UInt8] = []
        let statement = try connection.statement("SELECT bytes FROM note WHERE log = ?1 AND kind = ?2")
        try statement.rows([.integer(log), .text(NoteKind.recorded.rawValue)]) { row in
            note = row.blob(0)
            return false
        }
        return (try? Checkpoint(parsing: SignedNote(parsing: note).text))?.size ?? 0
    }
}
