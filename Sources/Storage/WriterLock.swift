internal import Glibc

/// The right to write to a database, held by one process: two gateways that sign from one database would fork its log.
///
/// It is a lock on a file beside the database. SQLite's own locks end with each transaction, and would be lost if this process opened the database's file a second time.
@safe final class WriterLock {
    private let descriptor: CInt

    /// - Throws: ``StorageError/inUse(path:)`` while somebody else holds it. The kernel releases it when its holder ends, however it ends.
    init(of path: String) throws(StorageError) {
        // SAFETY: the path is a C string for the time of the call.
        descriptor = unsafe open(path + "-lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw errno == EROFS ? .readOnly(path: path) : .notOpened(path: path + "-lock", errno: errno)
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            throw code == EWOULDBLOCK ? .inUse(path: path) : .system(call: "flock", path: path + "-lock", errno: code)
        }
    }

    deinit { close(descriptor) }
}
