internal import Glibc

/// A private key's PEM file, which only its owner can read.
package enum KeyFile {
    /// No key's PEM is longer.
    private static let lengthLimit = 16 * 1024

    /// Writes `key` into a new file of mode 0600. On return it is on disk, name and content.
    /// - Throws: ``SigningError/fileExists(path:)`` when there is any file of that name, which stays as it is. After any
    ///   other error there is no file, unless the system refused to remove it again.
    package static func create(_ path: String, _ key: PrivateKey) throws(SigningError) {
        let pem = try key.pem
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw errno == EEXIST ? .fileExists(path: path) : .file(path: path, call: "open", errno: errno)
        }
        do throws(SigningError) {
            defer { close(descriptor) }
            guard fchmod(descriptor, 0o600) == 0 else { throw .file(path: path, call: "fchmod", errno: errno) }
            try write(pem, to: descriptor, path)
            guard fsync(descriptor) == 0 else { throw .file(path: path, call: "fsync", errno: errno) }
            try synchronizeDirectory(of: path)
        } catch {
            unsafe unlink(path)
            throw error
        }
    }

    /// Reads a key, and refuses a file that somebody else could have read or put there.
    /// - Parameter credentialsDirectory: where systemd hands over credentials, `$CREDENTIALS_DIRECTORY`. What lies in it
    ///   may show a group's read bit: that is how an access list for the service's own user looks in a mode.
    /// - Throws: ``SigningError/exposedFile(path:mode:)``, ``SigningError/foreignFile(path:owner:user:)``,
    ///   ``SigningError/keyFile(path:_:)`` for a content that is no key, and the other cases about files.
    package static func load(
        _ path: String, credentialsDirectory: String? = environmentCredentialsDirectory
    ) throws(SigningError) -> PrivateKey {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw errno == ENOENT ? .fileMissing(path: path) : .file(path: path, call: "open", errno: errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .file(path: path, call: "fstat", errno: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notARegularFile(path: path) }
        let isCredential = credentialsDirectory.map { !$0.isEmpty && path.hasPrefix($0 + "/") } ?? false
        let forbidden: mode_t = isCredential ? 0o037 : 0o077
        guard status.st_mode & forbidden == 0 else { throw .exposedFile(path: path, mode: status.st_mode & 0o7777) }
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            throw .foreignFile(path: path, owner: status.st_uid, user: geteuid())
        }
        guard status.st_size <= lengthLimit else {
            throw .fileTooLong(path: path, bytes: Int(status.st_size), limit: lengthLimit)
        }
        let pem = try read(from: descriptor, path)
        do throws(SigningError) {
            return try PrivateKey(pem: pem)
        } catch {
            throw .keyFile(path: path, error)
        }
    }

    /// `$CREDENTIALS_DIRECTORY` of this process.
    package static var environmentCredentialsDirectory: String? {
        // SAFETY: a text of the environment, copied here; nothing in this program changes the environment.
        unsafe getenv("CREDENTIALS_DIRECTORY").map { unsafe String(cString: $0) }
    }

    private static func write(_ bytes: [UInt8], to descriptor: CInt, _ path: String) throws(SigningError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            // SAFETY: the pointer is used during the call only.
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 || errno == EINTR else { throw .file(path: path, call: "write", errno: errno) }
            rest = rest.dropFirst(max(0, count))
        }
    }

    private static func read(from descriptor: CInt, _ path: String) throws(SigningError) -> [UInt8] {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while bytes.count <= lengthLimit {
            let count = unsafe Glibc.read(descriptor, &part, part.count)
            guard count >= 0 || errno == EINTR else { throw .file(path: path, call: "read", errno: errno) }
            if count == 0 { break }
            bytes += part.prefix(max(0, count))
        }
        return bytes
    }

    private static func synchronizeDirectory(of path: String) throws(SigningError) {
        let parent = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = unsafe open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .file(path: parent, call: "open", errno: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .file(path: parent, call: "fsync", errno: errno) }
    }
}
