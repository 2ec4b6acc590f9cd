internal import CSystem
internal import Glibc

/// A file that is read from its beginning to its end, a piece at a time, however long it is.
@safe package final class FileReader: Sendable {
    // SAFETY: a descriptor of our own, which deinit closes; the kernel keeps its place in the file.
    private let descriptor: CInt
    private let path: String

    /// - Throws: ``SystemError/file(call:path:errno:)``
    package init(_ path: String) throws(SystemError) {
        descriptor = unsafe csystem_open(path, O_RDONLY, 0)
        let code = errno
        guard descriptor >= 0 else { throw .file(call: "open", path: path, errno: code) }
        self.path = path
    }

    deinit { close(descriptor) }

    /// The next bytes, at most `limit`.
    /// - Returns: nothing at the file's end.
    /// - Throws: ``SystemError/file(call:path:errno:)``
    package func read(limit: Int) throws(SystemError) -> [UInt8] {
        var (count, code): (Int, CInt) = (0, 0)
        // SAFETY: the buffer is the new array's own, and the call is told its size.
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, filled in
            repeat {
                count = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                code = errno
            } while count < 0 && code == EINTR
            filled = max(0, count)
        }
        guard count >= 0 else { throw .file(call: "read", path: path, errno: code) }
        return bytes
    }
}
