internal import CSQLite

/// A value on its way into SQLite.
enum Value {
    case integer(Int64)
    case text(String)
    case blob([UInt8])
    case null
}

/// A prepared statement. It belongs to one ``Connection``, which keeps it for the next use, and to that connection's actor.
@safe final class Statement {
    // SAFETY: a live sqlite3_stmt of `connection`, which owns this object and closes after it; deinit is the one finalize.
    private let handle: OpaquePointer
    private unowned let connection: Connection

    init(owning handle: OpaquePointer, of connection: Connection) {
        unsafe self.handle = handle
        self.connection = connection
    }

    deinit { unsafe sqlite3_finalize(handle) }

    /// Runs the statement with its parameters ?1, ?2, … and passes each row to `body`, until it returns `false`.
    func rows(_ values: [Value] = [], each body: (borrowing Row) throws(StorageError) -> Bool) throws(StorageError) {
        // SAFETY: the statement is used by this call alone (the actor's), and reset before anybody else gets it.
        defer {
            unsafe sqlite3_reset(handle)
            unsafe sqlite3_clear_bindings(handle)
        }
        try bind(values)
        while true {
            switch unsafe sqlite3_step(handle) {
            case SQLITE_ROW:
                guard try unsafe body(Row(handle)) else { return }
            case SQLITE_DONE:
                return
            case let code:
                throw connection.failure(code)
            }
        }
    }

    /// Runs a statement whose rows, if any, do not matter.
    func run(_ values: [Value] = []) throws(StorageError) {
        defer {
            unsafe sqlite3_reset(handle)
            unsafe sqlite3_clear_bindings(handle)
        }
        try bind(values)
        var code = SQLITE_ROW
        while code == SQLITE_ROW { code = unsafe sqlite3_step(handle) }
        guard code == SQLITE_DONE else { throw connection.failure(code) }
    }

    private func bind(_ values: [Value]) throws(StorageError) {
        var index: CInt = 0
        for value in values {
            index += 1
            try bind(value, at: index)
        }
    }

    private func bind(_ value: Value, at index: CInt) throws(StorageError) {
        let code =
            switch value {
            case .integer(let number): unsafe sqlite3_bind_int64(handle, index, number)
            case .text(let text): unsafe csqlite_bind_text(handle, index, text)
            case .null: unsafe sqlite3_bind_null(handle, index)
            case .blob(let bytes):
                // An empty array has no address, and SQLite takes a missing address for NULL.
                bytes.isEmpty
                    ? unsafe sqlite3_bind_zeroblob(handle, index, 0)
                    : unsafe csqlite_bind_blob(handle, index, bytes, UInt64(bytes.count))
            }
        guard code == SQLITE_OK else { throw connection.failure(code) }
    }
}

/// The row that a statement stands on; only for the body that it is passed to.
@safe struct Row: ~Copyable {
    // SAFETY: a sqlite3_stmt that stays on this row while the body runs; lent and never copied, the value cannot outlive it.
    private let handle: OpaquePointer

    fileprivate init(_ handle: OpaquePointer) { unsafe self.handle = handle }

    func integer(_ column: CInt) -> Int64 { unsafe sqlite3_column_int64(handle, column) }

    func isNull(_ column: CInt) -> Bool { unsafe sqlite3_column_type(handle, column) == SQLITE_NULL }

    func text(_ column: CInt) -> String { String(decoding: blob(column), as: UTF8.self) }

    func blob(_ column: CInt) -> [UInt8] {
        guard let bytes = unsafe sqlite3_column_blob(handle, column) else { return [] }
        return unsafe Array(UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(handle, column))))
    }
}
