import CSQLite
import Glibc
import Testing

/// What somebody with another tool does to a database file.
func runSQL(_ sql: String, on path: String) throws {
    var handle: OpaquePointer?
    let opened = unsafe sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, nil)
    defer { unsafe sqlite3_close(handle) }
    try #require(opened == SQLITE_OK)
    let status = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
    try #require(status == SQLITE_OK)
}

/// What a dying disk does to it.
func overwrite(_ path: String, at offset: Int, count: Int) throws {
    let descriptor = unsafe open(path, O_WRONLY)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    let noise = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) }
    let written = unsafe pwrite(descriptor, noise, count, offset)
    try #require(written == count)
}
