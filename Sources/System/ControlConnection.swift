internal import CSystem
internal import Glibc
internal import Metering

/// One connection of a control socket: a request of one line, an answer of one line.
struct ControlConnection: ~Copyable {
    private let descriptor: CInt
    /// For messages.
    private let path: String

    /// Takes the descriptor over.
    init(_ descriptor: CInt, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Whether the other end is a process of root or of this process's own user.
    borrowing func isTrusted() -> Bool {
        var user: uid_t = 0
        // SAFETY: a local that the call fills.
        return unsafe csystem_peer(descriptor, &user) == 0 && (user == 0 || user == geteuid())
    }

    /// Reads up to the end of a line, or of the connection.
    /// - Parameters:
    ///   - limit: of the line, in bytes.
    ///   - timeLimit: until the end of the line.
    /// - Returns: the line without its end.
    borrowing func receive(limit: Int, within timeLimit: Duration) throws(SystemError) -> [UInt8] {
        let deadline = SystemClock.monotonic() + timeLimit
        var line: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            try wait(for: Int16(POLLIN), until: deadline)
            // SAFETY: the array's own bytes, and the call is told their number.
            let count = unsafe piece.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            let code = errno
            guard count >= 0 else {
                if code == EAGAIN || code == EINTR { continue }
                throw .file(call: "read", path: path, errno: code)
            }
            if let end = piece.prefix(count).firstIndex(of: UInt8(ascii: "\n")) { return line + piece.prefix(end) }
            line += piece.prefix(count)
            guard line.count <= limit else {
                throw .noMessage(path: path, reason: "more than \(limit) bytes came without the end of a line")
            }
            if count == 0 { return line }
        }
    }

    /// Sends bytes and the end of a line.
    borrowing func send(_ line: [UInt8], within timeLimit: Duration) throws(SystemError) {
        let deadline = SystemClock.monotonic() + timeLimit
        var rest = (line + [UInt8(ascii: "\n")])[...]
        while !rest.isEmpty {
            try wait(for: Int16(POLLOUT), until: deadline)
            // SAFETY: the slice's own bytes, and the call is told their number.
            let count = unsafe rest.withUnsafeBytes { unsafe csystem_send(descriptor, $0.baseAddress, $0.count) }
            let code = errno
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if code != EAGAIN, code != EINTR {
                throw .file(call: "send", path: path, errno: code)
            }
        }
    }

    private borrowing func wait(for events: Int16, until deadline: MonotonicTime) throws(SystemError) {
        while true {
            let left = deadline.nanoseconds(since: SystemClock.monotonic())
            guard left > 0 else { throw .noMessage(path: path, reason: "nothing came in time") }
            var request = pollfd(fd: descriptor, events: events, revents: 0)
            // SAFETY: one element, and the count says so.
            if unsafe poll(&request, 1, Duration.nanoseconds(Int64(clamping: left)).pollMilliseconds) > 0 { return }
        }
    }
}
