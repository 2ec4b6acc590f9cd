internal import Glibc

/// Reads lines from a descriptor that it owns: a pipe, a terminal. For one thread, which it blocks.
package final class LineReader: Sendable {
    /// Longer lines come in pieces.
    private static let lineLimit = 64 << 10

    private let descriptor: CInt

    package init(descriptor: CInt) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Passes on each line without its end, until the other side has closed.
    package func read(_ body: (String) -> Void) {
        var line: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            // SAFETY: the buffer is the array's own, and the call is told its size.
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }
            for byte in chunk.prefix(count) {
                if byte != UInt8(ascii: "\n") { line.append(byte) }
                if byte == UInt8(ascii: "\n") || line.count == Self.lineLimit {
                    body(String(decoding: line, as: UTF8.self))
                    line.removeAll(keepingCapacity: true)
                }
            }
        }
        if !line.isEmpty { body(String(decoding: line, as: UTF8.self)) }
    }
}
