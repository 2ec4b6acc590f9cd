internal import Metering
internal import System

/// The edges of some inputs, on whatever chips they are.
///
/// Every chip has a thread that only drains it. Edges wait in a ring per line until the iterating task takes them. What
/// is lost, in the kernel (where ``GPIOLibrary/seesLosses``) or because the task was late, leaves a gap in
/// ``Edge/sequence`` in front of the next edge: whoever reads the numbers from 1 misses nothing.
///
/// One task may iterate, once. Oldest edge first on each line; lines are not ordered among each other. The iteration
/// ends after ``stop()``, with cancellation, or with the error that a line failed with, and after it has ended by
/// itself the lines are free again.
package final class EdgeSource: AsyncSequence, Sendable {
    /// An edge, and which input it came from.
    package typealias Element = LineEdge
    /// What a line fails with while it is read.
    package typealias Failure = GPIOError

    /// Where each input starts, in the order of the requests.
    package let starts: [InputStart]

    private let buffer: EdgeBuffer
    private let stopping: WakeEvent

    /// Takes hold of the inputs and starts to read them.
    /// - Parameters:
    ///   - requests: one for each input; at most one for each line.
    ///   - limit: edges of one line that wait for the iterating task; the default covers two minutes of the fastest S0 output.
    /// - Throws: the first line that cannot be had, and then none is held.
    package convenience init(_ requests: [InputRequest], limit: Int = 4096) throws(GPIOError) {
        try self.init(requests, in: try GPIOLibrary.directory(), limit: limit)
    }

    private init(_ requests: [InputRequest], in directory: LineDirectory, limit: Int) throws(GPIOError) {
        var starts: [InputStart] = []
        var chips: [String: [ChipReader.Input]] = [:]
        for (index, address) in try directory.addresses(of: requests).enumerated() {
            let line = try InputLine(requests[index], at: address)
            starts.append(InputStart(opened: SystemClock.monotonic(), isActive: try line.isActive()))
            chips[address.path, default: []].append(ChipReader.Input(line: line, index: index))
        }
        do throws(SystemError) {
            stopping = try WakeEvent()
        } catch {
            throw .system(error)
        }
        self.starts = starts
        buffer = EdgeBuffer(lineCount: requests.count, limit: limit, threadCount: chips.count)
        for (path, inputs) in chips {
            let reader = ChipReader(inputs: inputs, buffer: buffer, stop: stopping)
            let number = path.drop { !$0.isNumber }
            DedicatedThread.start(name: "gpio-\(number)", isUrgent: true) { reader.run() }
        }
    }

    deinit { stopping.ring() }

    /// Lets go of the lines. Edges that were already taken from the kernel are still delivered, then the iteration ends.
    package func stop() { stopping.ring() }

    /// For the one task that iterates.
    package func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(source: self, buffer: buffer, changes: buffer.changes.makeAsyncIterator())
    }

    /// Takes all edges that wait at once, and hands them out one by one.
    package struct AsyncIterator: AsyncIteratorProtocol {
        /// Held so that the threads read as long as somebody iterates.
        private let source: EdgeSource
        private let buffer: EdgeBuffer
        private var changes: AsyncStream<Void>.AsyncIterator
        private var taken: ArraySlice<LineEdge> = []

        fileprivate init(source: EdgeSource, buffer: EdgeBuffer, changes: AsyncStream<Void>.AsyncIterator) {
            self.source = source
            self.buffer = buffer
            self.changes = changes
        }

        /// The next edge; `nil` when the lines were let go or the task was cancelled.
        package mutating func next(isolation actor: isolated (any Actor)?) async throws(GPIOError) -> LineEdge? {
            while taken.isEmpty {
                switch buffer.take() {
                case .edges(let edges): taken = edges[...]
                case .ended: return nil
                case .failed(let error): throw error
                case .nothing: guard await changes.next(isolation: actor) != nil else { return nil }
                }
            }
            return taken.removeFirst()
        }
    }
}
