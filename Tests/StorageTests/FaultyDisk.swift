import CSQLite
import Glibc
import Synchronization

/// A disk that fails on demand: a layer between SQLite and the system's own file functions.
///
/// Writes and flushes of a database and its write-ahead log are counted, and the n-th one fails, once or from then on. A write
/// that fails has written nothing; a flush that fails leaves what was written: the commit that failed and is there all the same.
enum FaultyDisk {
    struct Fault: Sendable {
        /// How many writes and flushes still succeed.
        var remaining: Int
        var code: CInt = SQLITE_IOERR
        var isLasting = false
        /// Writes always succeed.
        var isOfFlushesOnly = false
    }

    private struct Disks {
        var faults: [String: Fault] = [:]
        var failures: [String: Int] = [:]
        /// Which file an open handle belongs to, and the functions that SQLite would have called.
        var files: [UInt: (database: String, methods: UInt)] = [:]
    }

    private static let disks = Mutex(Disks())

    /// Puts the layer under every database that this process opens from now on.
    static let isInstalled: Bool = install()

    /// Lets the disk below `database` fail.
    static func set(_ fault: Fault?, for database: String) {
        disks.withLock { $0.faults[database] = fault }
    }

    /// How often the disk below `database` has failed.
    static func failureCount(of database: String) -> Int { disks.withLock { $0.failures[database] ?? 0 } }

    /// Counts a write or flush.
    /// - Returns: the code to fail with.
    fileprivate static func failure(of file: UInt, flushing: Bool) -> CInt? {
        disks.withLock { disks in
            guard let database = disks.files[file]?.database, let fault = disks.faults[database],
                flushing || !fault.isOfFlushesOnly
            else { return nil }
            guard fault.remaining <= 0 else {
                disks.faults[database]?.remaining -= 1
                return nil
            }
            if !fault.isLasting { disks.faults[database] = nil }
            disks.failures[database, default: 0] += 1
            return fault.code
        }
    }

    fileprivate static func opened(_ file: UInt, _ path: String, methods: UInt) {
        let database = path.hasSuffix("-wal") ? String(path.dropLast(4)) : path
        disks.withLock { $0.files[file] = (database, methods) }
    }

    fileprivate static func methods(of file: UInt) -> UInt { disks.withLock { $0.files[file]?.methods ?? 0 } }

    private static func install() -> Bool {
        // SAFETY: the copies are made once and never freed: SQLite keeps them for the life of the process.
        guard let system = unsafe sqlite3_vfs_find(nil) else { return false }
        let layer = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        unsafe layer.initialize(to: system.pointee)
        unsafe layer.pointee.zName = UnsafePointer(strdup("faulty"))
        unsafe layer.pointee.pNext = nil
        unsafe layer.pointee.xOpen = openFaulty
        return unsafe sqlite3_vfs_register(layer, 1) == SQLITE_OK
    }
}

private func openFaulty(
    _ layer: UnsafeMutablePointer<sqlite3_vfs>?, _ path: sqlite3_filename?, _ file: UnsafeMutablePointer<sqlite3_file>?,
    _ flags: CInt, _ outFlags: UnsafeMutablePointer<CInt>?
) -> CInt {
    // SAFETY: SQLite hands over its own structures for the time of the call; the copied methods live as long as the process.
    guard let system = unsafe sqlite3_vfs_find("unix"), let file = unsafe file else { return SQLITE_ERROR }
    let code = unsafe system.pointee.xOpen(layer, path, file, flags, outFlags)
    guard code == SQLITE_OK, let path = unsafe path, let methods = unsafe file.pointee.pMethods,
        flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL) != 0
    else { return code }
    let faulty = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
    unsafe faulty.initialize(to: methods.pointee)
    unsafe faulty.pointee.xWrite = writeFaulty
    unsafe faulty.pointee.xSync = flushFaulty
    unsafe FaultyDisk.opened(UInt(bitPattern: file), String(cString: path), methods: UInt(bitPattern: methods))
    unsafe file.pointee.pMethods = UnsafePointer(faulty)
    return code
}

private func methods(of file: UnsafeMutablePointer<sqlite3_file>?) -> UnsafePointer<sqlite3_io_methods>? {
    unsafe UnsafePointer(bitPattern: FaultyDisk.methods(of: UInt(bitPattern: file)))
}

private func writeFaulty(
    _ file: UnsafeMutablePointer<sqlite3_file>?, _ bytes: UnsafeRawPointer?, _ count: CInt, _ offset: sqlite3_int64
) -> CInt {
    if let code = FaultyDisk.failure(of: UInt(bitPattern: file), flushing: false) { return code }
    return unsafe methods(of: file)?.pointee.xWrite(file, bytes, count, offset) ?? SQLITE_IOERR
}

private func flushFaulty(_ file: UnsafeMutablePointer<sqlite3_file>?, _ flags: CInt) -> CInt {
    if let code = FaultyDisk.failure(of: UInt(bitPattern: file), flushing: true) { return code }
    return unsafe methods(of: file)?.pointee.xSync(file, flags) ?? SQLITE_IOERR
}
