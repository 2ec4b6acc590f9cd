package import Ledger
package import Metering
package import Statements

extension Database {
    /// Every log that is held, by name.
    package func logs() throws(StorageError) -> [LogState] {
        try reading { session throws(StorageError) in
            var logs: [LogState] = []
            for (origin, head) in session.heads.sorted(by: { $0.key < $1.key }) {
                logs.append(try session.state(of: origin, head))
            }
            return logs
        }
    }

    /// - Returns: `nil` where nothing of this log is held.
    package func log(_ origin: Origin) throws(StorageError) -> LogState? {
        try reading { session throws(StorageError) in
            guard let head = session.heads[origin] else { return nil }
            return try session.state(of: origin, head)
        }
    }

    /// Consecutive entries from `start` on, to the log's end or to a limit. The first one is there whatever its size, so that a reader always gets on.
    /// - Returns: nothing from the log's end on; of a log whose beginning was let go, the genesis alone from 0 on.
    /// - Throws: ``StorageError/unknownLog(_:)``, ``StorageError/letGo(_:firstIndex:)``
    package func entries(
        of origin: Origin, from start: UInt64, countLimit: Int, byteLimit: Int
    ) throws(StorageError) -> [[UInt8]] {
        try reading { session throws(StorageError) in
            let head = try session.head(of: origin)
            guard start < head.size, countLimit > 0 else { return [] }
            guard start == 0 || start >= head.firstIndex else { throw .letGo(origin, firstIndex: head.firstIndex) }
            let countLimit = start == 0 && head.firstIndex > 0 ? 1 : countLimit
            var (entries, index, byteCount): ([[UInt8]], Int64, Int) = ([], Int64(start), 0)
            let statement = try session.connection.statement(
                "SELECT idx, bytes FROM entry WHERE log = ?1 AND idx >= ?2 ORDER BY idx LIMIT ?3")
            let values: [Value] = [.integer(head.id), .integer(index), .integer(Int64(countLimit))]
            try statement.rows(values) { row throws(StorageError) in
                guard row.integer(0) == index else { throw .damaged(origin, detail: "entry \(index) is missing") }
                let entry = row.blob(1)
                byteCount += entry.count
                guard entries.isEmpty || byteCount <= byteLimit else { return false }
                entries.append(entry)
                index += 1
                return true
            }
            return entries
        }
    }

    /// The hashes of complete subtrees of a log, in the order asked for.
    /// - Throws: ``StorageError/unknownLog(_:)``, ``StorageError/beyondEnd(_:size:)`` for a subtree that is not complete.
    package func hashes(of origin: Origin, nodes: [TreeNode]) throws(StorageError) -> [Digest] {
        try reading { session throws(StorageError) in
            try session.tables.hashes(of: nodes, in: session.head(of: origin), origin)
        }
    }

    /// The log's tree, for whoever computes roots and proofs.
    package nonisolated func tree(of origin: Origin) -> LogTree { LogTree(database: self, origin: origin) }

    /// The durable copy of each meter's register.
    package func registers() throws(StorageError) -> [Name: StoredRegister] {
        try reading { session throws(StorageError) in
            var registers: [Name: StoredRegister] = [:]
            let statement = try session.connection.statement(
                """
                SELECT meter, pulses, lost, bounced, stuck, dial_offset_j, saved_at_ns, constant, ratio, carried_energy_j,
                    carried_pulses
                FROM register
                """)
            try statement.rows { row throws(StorageError) in
                guard let meter = try? Name(row.text(0)) else {
                    throw .corrupt(path: session.connection.path, detail: "“\(row.text(0))” is no meter's name")
                }
                let register = Register(
                    pulses: Pulses(row.integer(1)), lost: row.integer(2), bounced: row.integer(3), stuck: row.integer(4)
                )
                registers[meter] = StoredRegister(
                    register: register, dialOffset: row.isNull(5) ? nil : Joules(row.integer(5)),
                    savedAt: UnixTime(nanoseconds: row.integer(6)),
                    scale: try row.isNull(7) ? nil : session.scale(row, of: meter))
                return true
            }
            return registers
        }
    }

    /// A small value of the service's own; `nil` where none was set.
    package func setting(_ key: String) throws(StorageError) -> [UInt8]? {
        try reading { session throws(StorageError) in
            try session.blob("SELECT value FROM setting WHERE key = ?1", [.text(key)])
        }
    }
}

extension Session {
    /// What a register's pulses are worth.
    fileprivate func scale(_ row: borrowing Row, of meter: Name) throws(StorageError) -> EnergyScale {
        guard let constant = Rational(parsing: row.text(7)), let ratio = Rational(parsing: row.text(8)) else {
            throw .corrupt(path: connection.path, detail: "the plate of \(meter) is no pair of fractions")
        }
        return EnergyScale(
            constant: constant, ratio: ratio, carriedEnergy: Joules(row.integer(9)),
            carriedPulses: Pulses(row.integer(10)))
    }

    fileprivate func head(of origin: Origin) throws(StorageError) -> LogHead {
        guard let head = heads[origin] else { throw .unknownLog(origin) }
        return head
    }

    fileprivate func state(of origin: Origin, _ head: LogHead) throws(StorageError) -> LogState {
        var notes: [NoteKind: [UInt8]] = [:]
        let statement = try connection.statement("SELECT kind, bytes FROM note WHERE log = ?1")
        try statement.rows([.integer(head.id)]) { row throws(StorageError) in
            guard let kind = NoteKind(rawValue: row.text(0)) else {
                throw .damaged(origin, detail: "a note is of the unknown kind “\(row.text(0))”")
            }
            notes[kind] = row.blob(1)
            return true
        }
        return LogState(
            origin: origin, frontier: head.frontier, notes: notes, newestKept: try newestKept(of: origin, head),
            ruleChanges: try ruleChanges(of: head), publishedEnd: head.publishedEnd,
            evidence: try blob("SELECT evidence FROM log WHERE id = ?1", [.integer(head.id)]),
            firstIndex: head.firstIndex)
    }

    private func ruleChanges(of head: LogHead) throws(StorageError) -> [StoredRuleChange] {
        var changes: [StoredRuleChange] = []
        let statement = try connection.statement("SELECT idx, bytes FROM rule_change WHERE log = ?1 ORDER BY idx")
        try statement.rows([.integer(head.id)]) { row in
            changes.append(StoredRuleChange(index: UInt64(clamping: row.integer(0)), entry: row.blob(1)))
            return true
        }
        return changes
    }

    func blob(_ sql: String, _ values: [Value] = []) throws(StorageError) -> [UInt8]? {
        var result: [UInt8]?
        try connection.statement(sql).rows(values) { row in
            result = row.isNull(0) ? nil : row.blob(0)
            return false
        }
        return result
    }
}
