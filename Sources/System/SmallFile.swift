internal import CSystem
internal import Glibc

/// Files that are read whole: what the kernel says under `/proc` and `/sys`, keys, configuration.
package enum SmallFile {
    /// All bytes of a file.
    /// - Parameter limit: larger files are refused, not read.
    /// - Throws: ``SystemError/file(call:path:errno:)``; `EFBIG` above the limit.
    package static func read(_ path: String, limit: Int = 1 << 20) throws(SystemError) -> [UInt8] {
        let descriptor = unsafe csystem_open(path, O_RDONLY, 0)
        let openError = errno
        guard descriptor >= 0 else { throw .file(call: "open", path: path, errno: openError) }
        defer { close(descriptor) }

        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            // SAFETY: the buffer is the array's own, and the call is told its size.
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            let code = errno
            if count < 0 && code == EINTR { continue }
            guard count >= 0 else { throw .file(call: "read", path: path, errno: code) }
            guard count > 0 else { return content }
            guard content.count + count <= limit else { throw .file(call: "read", path: path, errno: EFBIG) }
            content += chunk.prefix(count)
        }
    }
}
