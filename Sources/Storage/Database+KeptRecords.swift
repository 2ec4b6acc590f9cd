internal import Ledger
package import Statements

extension Database {
    /// The records of a log that are kept for ever, the smallest first: the bytes of notes that cover at least `size` entries.
    ///
    /// The first of them is the earliest that says when entry `size` − 1 was recorded. A mirror may keep records of more entries than
    /// it has.
    /// - Returns: nothing where nothing of this log is held.
    package func keptRecords(
        of origin: Origin, from size: UInt64, countLimit: Int
    ) throws(StorageError) -> [[UInt8]] {
        try reading { session throws(StorageError) in
            guard let head = session.heads[origin] else { return [] }
            var notes: [[UInt8]] = []
            let statement = try session.connection.statement(
                "SELECT bytes FROM kept_record WHERE log = ?1 AND size >= ?2 ORDER BY size LIMIT ?3")
            let values: [Value] = [
                .integer(head.id), .integer(Int64(clamping: size)), .integer(Int64(max(countLimit, 0))),
            ]
            try statement.rows(values) { row in
                notes.append(row.blob(0))
                return true
            }
            return notes
        }
    }

    /// The kept record that a statement of this log names: the note whose bytes have this SHA-256.
    /// - Returns: `nil` where it is not kept here.
    package func keptRecord(of origin: Origin, named digest: Digest) throws(StorageError) -> [UInt8]? {
        try reading { session throws(StorageError) in
            guard let head = session.heads[origin] else { return nil }
            return try session.blob(
                "SELECT bytes FROM kept_record WHERE log = ?1 AND digest = ?2",
                [.integer(head.id), .blob(digest.bytes)])
        }
    }
}

extension Session {
    /// The largest record of a log that is kept for ever.
    func newestKept(of origin: Origin, _ head: LogHead) throws(StorageError) -> KeptRecord? {
        var newest: KeptRecord?
        let statement = try connection.statement(
            "SELECT size, time, digest, bytes FROM kept_record WHERE log = ?1 ORDER BY size DESC LIMIT 1")
        try statement.rows([.integer(head.id)]) { row throws(StorageError) in
            guard let size = UInt64(exactly: row.integer(0)), let time = UInt64(exactly: row.integer(1)),
                let digest = Digest(row.blob(2))
            else { throw .damaged(origin, detail: "a kept record has a size, time or digest that none can have") }
            newest = KeptRecord(size: size, time: time, digest: digest, note: row.blob(3))
            return false
        }
        return newest
    }
}
