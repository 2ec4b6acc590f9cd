internal import Glibc
internal import System

/// The body of a chip's thread: it takes edges out of the kernel and puts them into the buffer, and does nothing else.
final class ChipReader {
    /// One input and its position among the requests.
    struct Input {
        let line: InputLine
        let index: Int
    }

    private var inputs: [Input]
    private let buffer: EdgeBuffer
    private let stop: WakeEvent

    /// - Parameter stop: ends `run` when it rings; nobody hears it, so that one ring ends every chip's thread.
    init(inputs: [Input], buffer: EdgeBuffer, stop: WakeEvent) {
        self.inputs = inputs
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
        buffer.threadEnded(failure)
    }

    private func drain() throws(GPIOError) {
        var requests = inputs.map { pollfd(fd: $0.line.descriptor, events: Int16(POLLIN), revents: 0) }
        requests.append(pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0))
        while true {
            // SAFETY: the array and its own count. The lines and the bell outlive the call: `self` holds them.
            guard unsafe poll(&requests, nfds_t(requests.count), -1) >= 0 else {
                if errno == EINTR { continue }
                throw .current(.waiting, at: "poll(2)")
            }
            for (input, request) in zip(inputs, requests) where request.revents != 0 {
                buffer.append(try input.line.read(), line: input.index)
            }
            if requests[inputs.count].revents != 0 { return }
        }
    }
}
