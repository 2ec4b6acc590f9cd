internal import CSystem
internal import Glibc
internal import Synchronization

/// A socket in the file system at which this process answers tools on the same machine: one request a connection, one
/// connection at a time.
///
/// The file has mode 0600, and the kernel's word on who is at the other end is asked as well: root, or this process's
/// own user. A request that is too long or too slow is not answered, and costs the others no more than the time limit.
package final class ControlListener: Sendable {
    /// Bytes of a request.
    package static let requestLimit = 65_536
    /// Bytes of an answer.
    static let answerLimit = 1 << 20

    /// Requests in the order in which they came; the next comes when the one before is answered. For one reader.
    package let requests: AsyncStream<ControlRequest>

    private let path: String
    private let ending: WakeEvent
    private let isEnded = Mutex(false)

    /// Listens at `path`. A socket file that an earlier process left is replaced if nobody answers on it.
    /// - Parameters:
    ///   - path: of any length that the file system allows.
    ///   - timeLimit: how long one request, and one answer, may take on its way.
    ///   - answerLimit: how long this process may take to answer.
    /// - Throws: ``SystemError/taken(path:)`` where another process answers, ``SystemError/file(call:path:errno:)``.
    package init(
        at path: String, timeLimit: Duration = .seconds(2), answerLimit: Duration = .seconds(90)
    ) throws(SystemError) {
        try Self.clear(path)
        ending = try WakeEvent()
        // SAFETY: the path is a text of its own.
        let descriptor = unsafe csystem_listen(path)
        let code = errno
        guard descriptor >= 0 else { throw .file(call: "listen", path: path, errno: code) }
        self.path = path
        let (stream, continuation) = AsyncStream.makeStream(
            of: ControlRequest.self, bufferingPolicy: .bufferingOldest(1))
        requests = stream
        let door = Door(
            descriptor: descriptor, path: path, ending: ending, timeLimit: timeLimit, answerLimit: answerLimit)
        DedicatedThread.start(name: "control") {
            while let request = door.next() { door.answer(request) { continuation.yield($0) } }
            continuation.finish()
            close(descriptor)
        }
    }

    deinit { stop() }

    /// Takes no more requests, and removes the file.
    package func stop() {
        let isFirst = isEnded.withLock { isEnded in
            defer { isEnded = true }
            return !isEnded
        }
        guard isFirst else { return }
        // SAFETY: the path is a text of its own; that it is gone already is as well.
        unsafe _ = unlink(path)
        ending.ring()
    }

    /// Removes a socket file that nobody answers on.
    private static func clear(_ path: String) throws(SystemError) {
        let status: FileStatus
        do throws(SystemError) {
            status = try FileStatus(of: path)
        } catch {
            guard case .file(_, _, ENOENT) = error else { throw error }
            return
        }
        guard status.kind == .socket else { throw .unreadable(path: path, expected: "a socket") }
        // SAFETY: the path is a text of its own.
        let descriptor = unsafe csystem_connect(path, 1000)
        guard descriptor < 0 else {
            close(descriptor)
            throw .taken(path: path)
        }
        // SAFETY: as above.
        unsafe _ = unlink(path)
    }
}

/// The thread's part: it owns the listening descriptor's use, not its end.
private struct Door: Sendable {
    let descriptor: CInt
    let path: String
    let ending: WakeEvent
    let timeLimit: Duration
    let answerLimit: Duration

    /// The next connection that may ask; `nil` once the listener is stopped.
    func next() -> ControlConnection? {
        while true {
            var waiting = [
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: ending.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            // SAFETY: the array's own elements, and the call is told their number.
            guard unsafe poll(&waiting, 2, -1) > 0 else { continue }
            if waiting[1].revents != 0 { return nil }
            let accepted = csystem_accept(descriptor)
            guard accepted >= 0 else { continue }
            let connection = ControlConnection(accepted, path: path)
            if connection.isTrusted() { return connection }
        }
    }

    /// Reads a request, has it answered, and sends the answer; what fails on the way ends with the connection.
    func answer(_ connection: borrowing ControlConnection, _ hand: (ControlRequest) -> Void) {
        do throws(SystemError) {
            let bytes = try connection.receive(limit: ControlListener.requestLimit, within: timeLimit)
            guard !bytes.isEmpty else { return }
            let reply = try ControlRequest.Reply()
            hand(ControlRequest(bytes: bytes, reply: reply))
            var waiting = [
                pollfd(fd: reply.answered.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: ending.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            // SAFETY: the array's own elements, and the call is told their number.
            unsafe _ = poll(&waiting, 2, answerLimit.pollMilliseconds)
            guard let answer = reply.take() else { return }
            try connection.send(answer, within: timeLimit)
        } catch {
            return
        }
    }
}
