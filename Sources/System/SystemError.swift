internal import Glibc

/// What the operating system refused: the call, what it was asked for, and why.
package enum SystemError: Error, Hashable, CustomStringConvertible {
    /// A call that failed on a path.
    case file(call: String, path: String, errno: CInt)
    /// A call that failed without one.
    case failed(call: String, errno: CInt)
    /// A file that should hold something else.
    case unreadable(path: String, expected: String)
    /// Nobody listens at a socket.
    case unanswered(path: String)
    /// Another process listens at a socket.
    case taken(path: String)
    /// The other end of a socket sent nothing in time, nothing at all, or more than is read.
    case noMessage(path: String, reason: String)
    /// A program that did not start.
    case program(String, errno: CInt)

    package var description: String {
        switch self {
        case .file(let call, let path, let code): "\(path): \(call) failed, \(Self.words(for: code))."
        case .failed(let call, let code): "\(call) failed, \(Self.words(for: code))."
        case .unreadable(let path, let expected): "\(path) does not hold \(expected): is it the right file?"
        case .unanswered(let path): "nobody answers at \(path): is the service running, and are you root or its user?"
        case .taken(let path): "a running service answers at \(path): end it first."
        case .noMessage(let path, let reason): "\(path): \(reason)."
        case .program(let path, let code):
            "\(path) did not start, \(Self.words(for: code)): is it installed and executable?"
        }
    }

    /// The words glibc has for an `errno`, with the number: “No such file or directory (errno 2)”.
    package static func words(for code: CInt) -> String {
        // SAFETY: the buffer lives for this closure; glibc ends the text with a zero inside the given size.
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            guard let base = buffer.baseAddress, unsafe strerror_r(code, base, 256) == 0 else { return "errno \(code)" }
            return unsafe "\(String(cString: base)) (errno \(code))"
        }
    }
}
