internal import Statements

/// An open database, checked and up to date, with the heads of its logs in memory.
struct Session {
    let connection: Connection
    let tables: LogTables
    var heads: [Origin: LogHead]
    /// Changes whenever another connection has committed.
    private var dataVersion: Int64?

    /// Opens for the one writer. What it reads is on disk when this returns, also what a killed process wrote but did not flush.
    /// - Parameter mustCopy: after a flush has failed the kernel counts the pages as clean that it could not write, and a
    ///   second flush proves nothing: then the write-ahead log is copied into the database, which writes its pages anew.
    static func writing(
        _ path: String, _ cryptography: any Cryptography, mustCopy: Bool = false
    ) throws(StorageError) -> Session {
        let connection = try Connection(path: path, mode: .readWrite)
        guard !connection.isReadOnly else { throw .readOnly(path: path) }
        let version = try Schema.check(connection)
        try connection.execute(
            """
            PRAGMA synchronous = FULL;
            PRAGMA wal_autocheckpoint = 512;
            PRAGMA journal_size_limit = 2097152;
            """ + Self.common)
        guard try connection.text("PRAGMA journal_mode = WAL") == "wal" else {
            throw .unexpected(path: path, code: 0, message: "it has no write-ahead log")
        }
        connection.keepWriteAheadLog()
        if mustCopy { try copyWriteAheadLog(connection) }
        try Schema.migrate(connection, from: version)
        let session = try Session(connection, cryptography)
        try DatabaseFile.flush(path + "-wal")
        return session
    }

    /// Opens for reading beside a writer, or alone.
    static func reading(_ path: String, _ cryptography: any Cryptography) throws(StorageError) -> Session {
        let connection = try Connection(path: path, mode: .readOnly)
        let version = try Schema.check(connection)
        guard version == Schema.migrations.count else {
            throw .olderVersion(path: path, found: Int64(version), known: Int64(Schema.migrations.count))
        }
        try connection.execute(Self.common)
        return try Session(connection, cryptography)
    }

    private init(_ connection: Connection, _ cryptography: any Cryptography) throws(StorageError) {
        self.connection = connection
        self.tables = LogTables(connection: connection, cryptography: cryptography)
        try connection.execute("BEGIN")
        dataVersion = try connection.integer("PRAGMA data_version")
        heads = try tables.heads()
        try connection.execute("COMMIT")
    }

    /// Inside a transaction of a reader: takes notice of what the writer has committed since.
    mutating func refresh() throws(StorageError) {
        let version = try connection.integer("PRAGMA data_version")
        guard version != dataVersion else { return }
        heads = try tables.heads()
        dataVersion = version
    }

    /// 512 KiB of pages; nothing mapped, so that a failing disk is an error and not a signal.
    private static let common = """
        PRAGMA cache_size = -512;
        PRAGMA mmap_size = 0;
        PRAGMA temp_store = MEMORY;
        PRAGMA cell_size_check = ON;
        PRAGMA trusted_schema = OFF;
        """

    /// Copies the write-ahead log into the database, and flushes it.
    /// - Throws: ``StorageError/busy(path:)`` while a reader still needs an older state.
    private static func copyWriteAheadLog(_ connection: Connection) throws(StorageError) {
        var isComplete = false
        try connection.statement("PRAGMA wal_checkpoint(TRUNCATE)").rows { row in
            isComplete = row.integer(1) == row.integer(2)
            return false
        }
        guard isComplete else { throw .busy(path: connection.path) }
    }
}
