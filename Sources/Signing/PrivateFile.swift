internal import Glibc
package import System

/// A file with a secret, which only its owner can read.
package enum PrivateFile {
    /// Reads a secret, and refuses a file that somebody else could have read or put there.
    /// - Parameters:
    ///   - limit: longer files are refused; bytes.
    ///   - owner: a user who may own the file besides root and this process's: the service's, where root reads its keys.
    ///   - credentialsDirectory: where systemd hands over credentials, `$CREDENTIALS_DIRECTORY`. What lies in it
    ///     may show a group's read bit: that is how an access list for the service's own user looks in a mode.
    /// - Throws: ``SigningError/exposedFile(path:mode:)``, ``SigningError/foreignFile(path:owner:user:)``, and the other
    ///   cases about files.
    package static func read(
        _ path: String, limit: Int, ownedBy owner: UInt32? = nil,
        credentialsDirectory: String? = KeyFile.environmentCredentialsDirectory
    ) throws(SigningError) -> SecretBytes {
        // SAFETY: the path is a C string for the time of the call.
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
        guard status.st_uid == geteuid() || status.st_uid == 0 || status.st_uid == owner else {
            throw .foreignFile(path: path, owner: status.st_uid, user: geteuid())
        }
        guard status.st_size <= limit else {
            throw .fileTooLong(path: path, bytes: Int(status.st_size), limit: limit)
        }
        return try read(from: descriptor, path, limit)
    }

    private static func read(from descriptor: CInt, _ path: String, _ limit: Int) throws(SigningError) -> SecretBytes {
        // SAFETY: the call writes into the secret's own memory, as much as there is.
        unsafe try SecretBytes(capacity: limit) { memory throws(SigningError) in
            var length = 0
            while length < limit {
                let count = unsafe Glibc.read(descriptor, memory.baseAddress?.advanced(by: length), limit - length)
                guard count >= 0 || errno == EINTR else { throw .file(path: path, call: "read", errno: errno) }
                if count == 0 { break }
                length += max(0, count)
            }
            return length
        }
    }
}
