internal import CSystem
internal import Glibc

/// A tool's side of a control socket.
package enum ControlClient {
    /// Puts one request to the service that listens at `path`, and waits for its answer. Blocks its thread.
    /// - Parameters:
    ///   - request: one line, without its end.
    ///   - limit: how long the service may take.
    /// - Throws: ``SystemError/unanswered(path:)`` where nobody listens or we may not ask, and what reading throws.
    package static func ask(
        _ request: [UInt8], at path: String, limit: Duration = .seconds(120)
    ) throws(SystemError) -> [UInt8] {
        // SAFETY: the path is a text of its own.
        let descriptor = unsafe csystem_connect(path, limit.pollMilliseconds)
        let code = errno
        guard descriptor >= 0 else {
            switch code {
            case ENOENT, ECONNREFUSED, EACCES, EPERM: throw .unanswered(path: path)
            default: throw .file(call: "connect", path: path, errno: code)
            }
        }
        let connection = ControlConnection(descriptor, path: path)
        try connection.send(request, within: limit)
        let answer = try connection.receive(limit: ControlListener.answerLimit, within: limit)
        guard !answer.isEmpty else {
            throw .noMessage(path: path, reason: "the service ended the connection without an answer")
        }
        return answer
    }
}
