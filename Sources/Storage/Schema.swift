/// What the file holds and how it came to be so; README.md says what each table means.
enum Schema {
    /// “HELI” in ASCII, in the file's header: `file` and we can tell whose database it is.
    static let applicationID: Int64 = 0x4845_4c49

    /// Step n brings a database from version n to n + 1 (`user_version`). Steps are only ever added at the end.
    static let migrations = [
        """
        CREATE TABLE log(
            id INTEGER PRIMARY KEY,
            origin TEXT NOT NULL UNIQUE,
            published_end INTEGER NOT NULL DEFAULT 0,
            evidence BLOB
        ) STRICT;
        CREATE TABLE note(
            log INTEGER NOT NULL, kind TEXT NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY(log, kind)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE entry(
            log INTEGER NOT NULL, idx INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY(log, idx)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE tile(
            log INTEGER NOT NULL, level INTEGER NOT NULL, idx INTEGER NOT NULL, hashes BLOB NOT NULL,
            PRIMARY KEY(log, level, idx)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE register(
            meter TEXT PRIMARY KEY, pulses INTEGER NOT NULL, lost INTEGER NOT NULL, bounced INTEGER NOT NULL,
            stuck INTEGER NOT NULL, dial_offset_j INTEGER, saved_at_ns INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE setting(key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE mirror(id INTEGER PRIMARY KEY CHECK(id = 1), seed BLOB NOT NULL) STRICT;
        """,
        // What a register's pulses are worth; all null in a row that an older version wrote.
        """
        ALTER TABLE register ADD COLUMN constant TEXT;
        ALTER TABLE register ADD COLUMN ratio TEXT;
        ALTER TABLE register ADD COLUMN carried_energy_j INTEGER;
        ALTER TABLE register ADD COLUMN carried_pulses INTEGER;
        """,
        // Below it entries and leaf hashes were let go; 0 in a log that is whole.
        """
        ALTER TABLE log ADD COLUMN first_index INTEGER NOT NULL DEFAULT 0;
        """,
        // The records that are kept for ever, and which of them a statement names. A database that comes from before has none: the
        // next record of each log is the first.
        """
        CREATE TABLE kept_record(
            log INTEGER NOT NULL, size INTEGER NOT NULL, time INTEGER NOT NULL, digest BLOB NOT NULL, bytes BLOB NOT NULL,
            PRIMARY KEY(log, size)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX kept_record_digest ON kept_record(log, digest);
        """,
        // The entries that change their log's rules, once more, by themselves: they are kept for ever. No older program wrote any.
        """
        CREATE TABLE rule_change(
            log INTEGER NOT NULL, idx INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY(log, idx)
        ) STRICT, WITHOUT ROWID;
        """,
    ]

    /// Refuses what is not ours or is newer than this program, before anything is touched.
    /// - Returns: the database's version.
    static func check(_ connection: Connection, known: Int = migrations.count) throws(StorageError) -> Int {
        let application = try connection.integer("PRAGMA application_id") ?? 0
        guard application == applicationID else {
            throw .foreign(path: connection.path, applicationID: application)
        }
        let version = try connection.integer("PRAGMA user_version") ?? 0
        guard version <= known, version >= 0 else {
            throw .newerVersion(path: connection.path, found: version, known: Int64(known))
        }
        return Int(version)
    }

    /// Brings a database up to date, each step a transaction of its own.
    static func migrate(
        _ connection: Connection, from version: Int, steps: [String] = migrations
    ) throws(StorageError) {
        for (step, sql) in steps.enumerated().dropFirst(version) {
            try connection.execute("BEGIN IMMEDIATE")
            do throws(StorageError) {
                try connection.execute(sql)
                try connection.execute("PRAGMA user_version = \(step + 1)")
                try connection.execute("COMMIT")
            } catch {
                if connection.isInTransaction { try? connection.execute("ROLLBACK") }
                throw error
            }
        }
    }
}
