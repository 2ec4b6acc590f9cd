internal import CSQLite
internal import Glibc

/// One connection to one SQLite file, used by one actor. It keeps the statements it has prepared.
@safe final class Connection {
    enum Mode { case readWrite, readOnly }

    let path: String
    // SAFETY: a live sqlite3 without a mutex of its own: the actor that owns this object is the only caller; close(), at the latest in deinit, is the one close.
    private var handle: OpaquePointer?
    private var statements: [String: Statement] = [:]

    /// Opens a file that is there. SQLite looks into it only with the first statement.
    init(path: String, mode: Mode) throws(StorageError) {
        self.path = path
        var opened: OpaquePointer?
        let flags = (mode == .readWrite ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX
        let code = unsafe sqlite3_open_v2(path, &opened, flags | SQLITE_OPEN_EXRESCODE, nil)
        guard let opened = unsafe opened else { throw .unexpected(path: path, code: code, message: "out of memory") }
        unsafe handle = opened
        guard code == SQLITE_OK else { throw failure(code) }
        unsafe sqlite3_busy_timeout(handle, 250)
    }

    deinit { close() }

    /// Gives the file back; the last connection also empties the write-ahead log. Nothing else may be called afterwards.
    func close() {
        statements = [:]
        unsafe sqlite3_close_v2(handle)
        unsafe handle = nil
    }

    /// The statement for one SQL text, prepared at its first use.
    func statement(_ sql: String) throws(StorageError) -> Statement {
        if let known = statements[sql] { return known }
        var prepared: OpaquePointer?
        let code = unsafe sqlite3_prepare_v3(handle, sql, -1, CUnsignedInt(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK, let prepared = unsafe prepared else { throw failure(code) }
        let statement = unsafe Statement(owning: prepared, of: self)
        statements[sql] = statement
        return statement
    }

    /// Runs statements that take no values and are not worth keeping.
    func execute(_ sql: String) throws(StorageError) {
        let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw failure(code) }
    }

    /// The first column of the first row; `nil` where there is no row or it holds NULL.
    func integer(_ sql: String, _ values: [Value] = []) throws(StorageError) -> Int64? {
        var result: Int64?
        try statement(sql).rows(values) { row in
            result = row.isNull(0) ? nil : row.integer(0)
            return false
        }
        return result
    }

    /// The first column of the first row as text.
    func text(_ sql: String) throws(StorageError) -> String? {
        var result: String?
        try statement(sql).rows { row in
            result = row.text(0)
            return false
        }
        return result
    }

    /// Whether SQLite was given the file for reading only, also where writing was asked for.
    var isReadOnly: Bool { unsafe sqlite3_db_readonly(handle, "main") == 1 }

    /// Whether a transaction is open; some errors end one.
    var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

    /// Leaves the write-ahead log in place, empty, when the last connection closes: a reader that may not create files in the folder still finds what it needs.
    func keepWriteAheadLog() {
        var keep: CInt = 1
        unsafe sqlite3_file_control(handle, "main", SQLITE_FCNTL_PERSIST_WAL, &keep)
    }

    /// What a result code means, with what this connection knows about it.
    func failure(_ code: CInt) -> StorageError {
        let number = unsafe sqlite3_system_errno(handle)
        let message = unsafe String(cString: sqlite3_errmsg(handle))
        switch code & 0xff {
        case SQLITE_BUSY, SQLITE_LOCKED: return .busy(path: path)
        case SQLITE_FULL: return .full(path: path)
        case SQLITE_READONLY: return .readOnly(path: path)
        case SQLITE_CORRUPT: return .corrupt(path: path, detail: message)
        case SQLITE_NOTADB: return .notADatabase(path: path)
        case SQLITE_CANTOPEN, SQLITE_PERM: return .notOpened(path: path, errno: number)
        case SQLITE_IOERR where [ENOSPC, EDQUOT, EFBIG].contains(number): return .full(path: path)
        case SQLITE_IOERR where number == EROFS: return .readOnly(path: path)
        case SQLITE_IOERR: return .inputOutput(path: path, code: code, errno: number)
        default: return .unexpected(path: path, code: code, message: message)
        }
    }
}
