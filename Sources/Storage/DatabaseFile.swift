internal import Glibc

/// The making of a new database file: whole or not at all.
enum DatabaseFile {
    /// Whether there is anything of this name, also what this user may not see.
    static func exists(_ path: String) -> Bool {
        // SAFETY: `path` is a C string for the time of the call.
        unsafe access(path, F_OK) == 0 || errno != ENOENT
    }

    /// Makes a database under another name and gives it its own when it is complete and on disk.
    /// - Throws: ``StorageError/exists(path:)`` when there is any file of that name, which stays as it is.
    static func create(
        _ path: String, mirrorSeed: [UInt8], settings: [String: [UInt8]] = [:]
    ) throws(StorageError) {
        guard !exists(path) else { throw .exists(path: path) }
        let draft = path + "-new"
        // SAFETY: paths are C strings for the time of each call.
        unsafe unlink(draft)  // what a power cut in this function left behind; the writer's lock is held
        let descriptor = unsafe open(draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw errno == EROFS ? .readOnly(path: path) : .notOpened(path: draft, errno: errno)
        }
        close(descriptor)
        defer { unsafe unlink(draft) }
        try fill(draft, mirrorSeed: mirrorSeed, settings)
        // SQLite would take the write-ahead log of a database that was moved away for this one's.
        unsafe rename(path + "-wal", path + "-wal-lost")
        unsafe unlink(path + "-shm")
        guard unsafe link(draft, path) == 0 else {
            throw errno == EEXIST ? .exists(path: path) : .system(call: "link", path: path, errno: errno)
        }
        try flush(path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? ".")
    }

    /// Waits until a file or folder is on disk as it is now.
    static func flush(_ path: String) throws(StorageError) {
        // SAFETY: `path` is a C string for the time of the call.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(call: "open", path: path, errno: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system(call: "fsync", path: path, errno: errno) }
    }

    private static func fill(
        _ draft: String, mirrorSeed: [UInt8], _ settings: [String: [UInt8]]
    ) throws(StorageError) {
        let connection = try Connection(path: draft, mode: .readWrite)
        try connection.execute("PRAGMA synchronous = FULL; PRAGMA application_id = \(Schema.applicationID)")
        try Schema.migrate(connection, from: 0)
        try connection.statement("INSERT INTO mirror(id, seed) VALUES(1, ?1)").run([.blob(mirrorSeed)])
        for (key, value) in settings.sorted(by: { $0.key < $1.key }) {
            try connection.statement("INSERT INTO setting(key, value) VALUES(?1, ?2)").run([.text(key), .blob(value)])
        }
    }
}
