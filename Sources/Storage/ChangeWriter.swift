import Ledger
internal import Metering
internal import Statements

/// Applies the changes of one transaction, to the tables and to a copy of the heads that is kept only once the transaction is committed.
struct ChangeWriter {
    let connection: Connection
    let tables: LogTables
    var heads: [Origin: LogHead]

    init(tables: LogTables, heads: [Origin: LogHead]) {
        self.connection = tables.connection
        self.tables = tables
        self.heads = heads
    }

    mutating func apply(_ change: LedgerChange) throws(StorageError) {
        switch change {
        case .grow(let growth): try grow(growth)
        case .truncate(let origin, let size): try truncate(origin, to: size)
        case .note(let origin, let kind, let bytes): try setNote(origin, kind, bytes)
        case .keptRecord(let origin, let record): try keep(record, of: origin)
        case .published(let origin, let end): try setPublished(origin, end)
        case .evidence(let origin, let bytes): try keepEvidence(origin, bytes)
        case .register(let meter, let register): try setRegister(meter, register)
        case .setting(let key, let value): try setSetting(key, value)
        }
    }

    private mutating func grow(_ growth: LogGrowth) throws(StorageError) {
        var head = try head(creating: growth.origin)
        guard growth.start == head.size else {
            throw .wrongStart(growth.origin, start: growth.start, size: head.size)
        }
        guard head.isContinued(by: growth.frontier) else { throw .otherHistory(growth.origin, size: head.size) }
        let insert = try connection.statement("INSERT INTO entry(log, idx, bytes) VALUES(?1, ?2, ?3)")
        var index = Int64(head.size)
        for entry in growth.entries {
            try insert.run([.integer(head.id), .integer(index), .blob(entry)])
            index += 1
        }
        for change in growth.ruleChanges {
            try connection.statement("INSERT INTO rule_change(log, idx, bytes) VALUES(?1, ?2, ?3)")
                .run([.integer(head.id), .integer(Int64(change.index)), .blob(change.entry)])
        }
        try add(growth, to: &head)
        head.frontier = growth.frontier
        heads[growth.origin] = head
    }

    /// Continues the newest tile of each level with the hashes that a growth completed, and writes the tiles that have a row.
    private func add(_ growth: LogGrowth, to head: inout LogHead) throws(StorageError) {
        let complete = Int(LogTables.tileWidth) * LogTables.hashLength
        var newest = [[UInt8]?](repeating: nil, count: 8)
        newest[0] = head.leaves
        head.leaves = []
        for added in growth.tileHashes {
            let level = added.node.level / 8
            let (index, position) = added.node.index.quotientAndRemainder(dividingBy: LogTables.tileWidth)
            var tile: [UInt8]
            if let open = newest[level] {
                tile = open
            } else {
                tile = position == 0 ? [] : try tables.tile(log: head.id, level: level, index: index) ?? []
            }
            newest[level] = nil  // the bytes have one owner again, and grow in place
            guard tile.count == Int(position) * LogTables.hashLength else {
                throw .damaged(
                    growth.origin,
                    detail: "tile \(index) of level \(level) has \(tile.count) bytes before hash \(position)")
            }
            tile += added.hash.bytes
            if tile.count == complete {
                try tables.write(tile, log: head.id, level: level, index: index)
                if level == 0 { newest[0] = [] }
            } else {
                newest[level] = tile
            }
        }
        for level in 1..<8 {
            guard let tile = newest[level] else { continue }
            let index = growth.frontier.size >> UInt64(8 * level) / LogTables.tileWidth
            try tables.write(tile, log: head.id, level: level, index: index)
        }
        head.leaves = newest[0] ?? []
    }

    private mutating func truncate(_ origin: Origin, to size: UInt64) throws(StorageError) {
        guard let head = heads[origin] else { throw .unknownLog(origin) }
        guard size <= head.size, size >= max(head.publishedEnd, head.firstIndex) else {
            throw .wrongCut(origin, size: head.size, published: head.publishedEnd, cut: size)
        }
        let newest = try tables.tile(log: head.id, level: 0, index: size / LogTables.tileWidth) ?? head.leaves
        for table in ["entry", "rule_change"] {
            try connection.statement("DELETE FROM \(table) WHERE log = ?1 AND idx >= ?2")
                .run([.integer(head.id), .integer(Int64(size))])
        }
        for level in 0..<8 where head.size >> UInt64(8 * level) > 0 {
            let (index, rest) = (size >> UInt64(8 * level)).quotientAndRemainder(dividingBy: LogTables.tileWidth)
            let keepsPart = level > 0 && rest > 0
            if keepsPart {
                let tile = try tables.tile(log: head.id, level: level, index: index) ?? []
                let part = Array(tile.prefix(Int(rest) * LogTables.hashLength))
                try tables.write(part, log: head.id, level: level, index: index)
            }
            try tables.removeTiles(log: head.id, level: level, from: keepsPart ? index + 1 : index)
        }
        let cut = try tables.head(
            id: head.id, origin: origin, publishedEnd: head.publishedEnd, firstIndex: head.firstIndex)
        guard cut.size == size, newest.starts(with: cut.leaves) else {
            throw .damaged(origin, detail: "the entries before \(size) do not have the hashes of their tile")
        }
        heads[origin] = cut
    }

    private mutating func setNote(_ origin: Origin, _ kind: NoteKind, _ bytes: [UInt8]?) throws(StorageError) {
        let log = try head(creating: origin).id
        guard let bytes else {
            return try connection.statement("DELETE FROM note WHERE log = ?1 AND kind = ?2")
                .run([.integer(log), .text(kind.rawValue)])
        }
        try connection.statement(
            "INSERT INTO note(log, kind, bytes) VALUES(?1, ?2, ?3) ON CONFLICT DO UPDATE SET bytes = excluded.bytes"
        ).run([.integer(log), .text(kind.rawValue), .blob(bytes)])
    }

    /// Of two records of one size the first stays: statements name its bytes.
    private mutating func keep(_ record: KeptRecord, of origin: Origin) throws(StorageError) {
        let log = try head(creating: origin).id
        try connection.statement(
            "INSERT INTO kept_record(log, size, time, digest, bytes) VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING"
        ).run([
            .integer(log), .integer(Int64(record.size)), .integer(Int64(record.time)), .blob(record.digest.bytes),
            .blob(record.note),
        ])
    }

    private mutating func setPublished(_ origin: Origin, _ end: UInt64) throws(StorageError) {
        guard let head = heads[origin] else { throw .unknownLog(origin) }
        guard end >= head.publishedEnd, end <= head.size else {
            throw .wrongPublishedEnd(origin, size: head.size, published: head.publishedEnd, end: end)
        }
        try connection.statement("UPDATE log SET published_end = ?2 WHERE id = ?1")
            .run([.integer(head.id), .integer(Int64(end))])
        heads[origin]?.publishedEnd = end
    }

    /// The first piece of evidence convicts, and stays.
    private mutating func keepEvidence(_ origin: Origin, _ bytes: [UInt8]) throws(StorageError) {
        let log = try head(creating: origin).id
        try connection.statement("UPDATE log SET evidence = ?2 WHERE id = ?1 AND evidence IS NULL")
            .run([.integer(log), .blob(bytes)])
    }

    private func setRegister(_ meter: Name, _ stored: StoredRegister) throws(StorageError) {
        let register = stored.register
        try connection.statement(
            """
            INSERT OR REPLACE INTO register(
                meter, pulses, lost, bounced, stuck, dial_offset_j, saved_at_ns, constant, ratio, carried_energy_j,
                carried_pulses)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            """
        ).run([
            .text(meter.text), .integer(register.pulses.rawValue), .integer(register.lost),
            .integer(register.bounced), .integer(register.stuck),
            stored.dialOffset.map { .integer($0.rawValue) } ?? .null, .integer(stored.savedAt.nanoseconds),
            stored.scale.map { .text($0.constant.description) } ?? .null,
            stored.scale.map { .text($0.ratio.description) } ?? .null,
            stored.scale.map { .integer($0.carriedEnergy.rawValue) } ?? .null,
            stored.scale.map { .integer($0.carriedPulses.rawValue) } ?? .null,
        ])
    }

    private func setSetting(_ key: String, _ value: [UInt8]) throws(StorageError) {
        try connection.statement("INSERT OR REPLACE INTO setting(key, value) VALUES(?1, ?2)")
            .run([.text(key), .blob(value)])
    }

    private mutating func head(creating origin: Origin) throws(StorageError) -> LogHead {
        if let known = heads[origin] { return known }
        try connection.statement("INSERT INTO log(origin) VALUES(?1)").run([.text(origin.description)])
        let id = try connection.integer("SELECT id FROM log WHERE origin = ?1", [.text(origin.description)])
        guard let id else { throw .corrupt(path: connection.path, detail: "a new log is not found") }
        let head = LogHead(id: id, frontier: MerkleFrontier(), leaves: [], publishedEnd: 0)
        heads[origin] = head
        return head
    }
}
