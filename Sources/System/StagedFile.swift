internal import CSystem
internal import Glibc

/// A new file that is written piece by piece beside its place and gets its name when it is whole: nobody ever sees a part of it.
/// One that is let go of before that leaves nothing behind.
@safe package final class StagedFile {
    private static let bufferLimit = 256 << 10

    /// Where it will be.
    package let path: String
    private let temporary: String
    // SAFETY: a descriptor of our own, which deinit closes.
    private let descriptor: CInt
    private var buffer: [UInt8] = []
    private var isCommitted = false

    /// - Throws: ``SystemError/file(call:path:errno:)``; `EEXIST` where something has the name.
    package init(_ path: String, mode: UInt32 = 0o644) throws(SystemError) {
        self.path = path
        temporary = "\(path).\(getpid()).new"
        guard unsafe access(path, F_OK) != 0 else { throw .file(call: "open", path: path, errno: EEXIST) }
        unsafe _ = unlink(temporary)  // left by a process of this number that a power cut ended
        descriptor = unsafe csystem_open(temporary, O_WRONLY | O_CREAT | O_EXCL, mode_t(mode))
        let code = errno
        guard descriptor >= 0 else { throw .file(call: "open", path: temporary, errno: code) }
        buffer.reserveCapacity(Self.bufferLimit)
    }

    deinit {
        close(descriptor)
        if !isCommitted { unsafe _ = unlink(temporary) }
    }

    /// Adds bytes behind those that are there.
    /// - Throws: ``SystemError/file(call:path:errno:)``
    package func add(_ bytes: [UInt8]) throws(SystemError) {
        buffer += bytes
        if buffer.count >= Self.bufferLimit { try flush() }
    }

    /// Gives the file its name; it is on disk on return.
    /// - Throws: ``SystemError/file(call:path:errno:)``; `EEXIST` where something got the name meanwhile.
    package func commit() throws(SystemError) {
        try flush()
        guard fsync(descriptor) == 0 else { throw .file(call: "fsync", path: temporary, errno: errno) }
        guard unsafe access(path, F_OK) != 0 else { throw .file(call: "rename", path: path, errno: EEXIST) }
        guard unsafe rename(temporary, path) == 0 else { throw .file(call: "rename", path: path, errno: errno) }
        isCommitted = true
        try DurableFile.synchroniseDirectory(of: path)
    }

    private func flush() throws(SystemError) {
        let pending = buffer
        // SAFETY: the array's own memory, for the time of the call.
        unsafe try pending.span.withUnsafeBytes { content throws(SystemError) in
            unsafe try DurableFile.fill(descriptor, content, temporary)
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
