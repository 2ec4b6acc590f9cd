internal import CGpiod
internal import Glibc
internal import System

/// The body of a chip's thread: it takes edges out of the kernel and puts them into the buffer, and does nothing else.
final class ChipReader {
    /// One input and its position among the requests.
    struct Input: Sendable {
        let line: InputLine
        let index: Int
    }

    /// How often a chip on which nothing happens shows that it is being watched.
    private static let turn: Duration = .milliseconds(500)

    private var inputs: [Input]
    private let thread: Int
    private let buffer: EdgeBuffer
    private let stop: WakeEvent
    /// Where edges are read to, 64 at once.
    private var space = [cgpiod_edge](repeating: cgpiod_edge(), count: 64)

    /// - Parameters:
    ///   - thread: its position among the threads that fill the buffer.
    ///   - stop: ends `run` when it rings; nobody hears it, so that one ring ends every chip's thread.
    init(inputs: [Input], thread: Int, buffer: EdgeBuffer, stop: WakeEvent) {
        self.inputs = inputs
        self.thread = thread
        self.buffer = buffer
        self.stop = stop
    }

    /// Drains until it is told to stop or a line fails; releases the lines, and says so last.
    func run() {
        var failure: GPIOError?
        do throws(GPIOError) {
            try drain()
        } catch {
            failure = error
            stop.ring()
        }
        inputs = []
        buffer.threadEnded(thread, failure)
    }

    /// Every turn ends with a look that does not wait: what it does not find is not there at the time that was read
    /// before it.
    private func drain() throws(GPIOError) {
        var requests = inputs.map { pollfd(fd: $0.line.descriptor.number, events: Int16(POLLIN), revents: 0) }
        requests.append(pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0))
        while true {
            let turn = SystemClock.monotonic()
            try wait(0, for: &requests)
            var isDrained = true
            for (input, request) in zip(inputs, requests) where request.revents != 0 {
                let edges = try input.line.read(through: &space)
                if edges.count == space.count { isDrained = false }
                buffer.append(edges, line: input.index)
            }
            if isDrained { buffer.drained(until: turn, thread: thread) }
            if requests[inputs.count].revents != 0 { return }
            if isDrained { try wait(Self.turn.pollMilliseconds, for: &requests) }
        }
    }

    private func wait(_ milliseconds: CInt, for requests: inout [pollfd]) throws(GPIOError) {
        // SAFETY: the array and its own count. The lines and the bell outlive the call: `self` holds them.
        while unsafe poll(&requests, nfds_t(requests.count), milliseconds) < 0 {
            guard errno == EINTR else { throw .current(.waiting, at: "poll(2)") }
        }
    }
}
