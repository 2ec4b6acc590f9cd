internal import CSystem
internal import Glibc

/// A new file that text is added to, piece by piece, for as long as the value lives. What is added is in the kernel's hands
/// at once, so it outlives this process, but not a power cut.
@safe package final class GrowingFile: Sendable {
    // SAFETY: a descriptor of our own, which deinit closes. The kernel keeps writes from several threads apart.
    private let descriptor: CInt
    private let path: String

    /// - Throws: ``SystemError/file(call:path:errno:)``; `EEXIST` where something has that name.
    package init(_ path: String, mode: UInt32 = 0o644) throws(SystemError) {
        descriptor = unsafe csystem_open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND, mode_t(mode))
        let code = errno
        guard descriptor >= 0 else { throw .file(call: "open", path: path, errno: code) }
        self.path = path
    }

    deinit { close(descriptor) }

    /// Adds all of `text`.
    /// - Throws: ``SystemError/file(call:path:errno:)``; part of the text may then be there.
    package func add(_ text: String) throws(SystemError) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            let code = errno
            if count < 0 && code == EINTR { continue }
            guard count > 0 else { throw .file(call: "write", path: path, errno: code) }
            rest = rest.dropFirst(count)
        }
    }
}
