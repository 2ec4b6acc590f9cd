internal import Glibc

/// The right to write to a database, held by one process: two gateways that sign from one database would fork its log.
///
/// It is a lock on a file beside the database. SQLite's own locks end with each transaction, and would be lost if this process opened the database's file a second time.
@safe final class WriterLock {
    private let descriptor: CInt

    /// How long somebody else's lock is waited for. A process that starts a program shares its open files with the child until that
    /// has become the program: for that moment, a lock outlives its holder.
    private static let patience = (tries: 50, pause_us: useconds_t(20_000))

    /// - Throws: ``StorageError/inUse(path:)`` while somebody else holds it. The kernel releases it when its holder ends, however it ends.
    init(of path: String) throws(StorageError) {
        // SAFETY: the path is a C string for the time of the call.
        descriptor = unsafe open(path + "-lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw errno == EROFS ? .readOnly(path: path) : .notOpened(path: path + "-lock", errno: errno)
        }
        let code = Self.lock(descriptor)
        guard code == 0 else {
            close(descriptor)
            throw code == EWOULDBLOCK ? .inUse(path: path) : .system(call: "flock", path: path + "-lock", errno: code)
        }
    }

    /// - Returns: 0, or the error number of the last try.
    private static func lock(_ descriptor: CInt) -> CInt {
        for attempt in 1... {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return 0 }
            let code = errno
            guard code == EWOULDBLOCK || code == EINTR, attempt < patience.tries else { return code }
            usleep(patience.pause_us)
        }
        preconditionFailure("the tries are counted")
    }

    deinit { close(descriptor) }
}
