internal import Glibc
internal import System

/// A private key's PEM file, which only its owner can read.
package enum KeyFile {
    /// No key's PEM is longer.
    static let lengthLimit = 16 * 1024

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
    /// - Parameters:
    ///   - owner: a user who may own it besides root and this process's: the service's, where root signs with its key.
    ///   - credentialsDirectory: where systemd hands over credentials, `$CREDENTIALS_DIRECTORY`. What lies in it
    ///     may show a group's read bit: that is how an access list for the service's own user looks in a mode.
    /// - Throws: ``SigningError/exposedFile(path:mode:)``, ``SigningError/foreignFile(path:owner:user:)``,
    ///   ``SigningError/keyFile(path:_:)`` for a content that is no key, and the other cases about files.
    package static func load(
        _ path: String, ownedBy owner: UInt32? = nil,
        credentialsDirectory: String? = environmentCredentialsDirectory
    ) throws(SigningError) -> PrivateKey {
        let pem = try PrivateFile.read(
            path, limit: lengthLimit, ownedBy: owner, credentialsDirectory: credentialsDirectory)
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

    private static func write(
        _ bytes: SecretBytes, to descriptor: CInt, _ path: String
    ) throws(SigningError) {
        // SAFETY: the secret's own memory, for the time of the calls.
        unsafe try bytes.withBytes { bytes throws(SigningError) in
            var written = 0
            while written < bytes.count {
                let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[written...])
                let count = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
                guard count >= 0 || errno == EINTR else { throw .file(path: path, call: "write", errno: errno) }
                written += max(0, count)
            }
        }
    }

    private static func synchronizeDirectory(of path: String) throws(SigningError) {
        let parent = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = unsafe open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .file(path: parent, call: "open", errno: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .file(path: parent, call: "fsync", errno: errno) }
    }
}
