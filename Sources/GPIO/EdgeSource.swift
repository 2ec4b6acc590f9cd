package import Metering
internal import Synchronization
package import System

/// The edges of some inputs, on whatever chips they are.
///
/// Until somebody iterates, edges wait in the kernel (``GPIOLibrary/kernelBufferLimit`` of each line). Then every chip has
/// a thread that only drains it, and edges wait in a ring per line until the iterating task takes them. What is lost, in
/// the kernel or because the task was late, leaves a gap in ``Edge/sequence`` in front of the next edge: whoever reads
/// the numbers on from where they were misses nothing.
///
/// One task may iterate, once. Oldest edge first on each line; lines are not ordered among each other. The iteration
/// ends after ``stop()``, with cancellation, or with the error that a line failed with, and after it has ended by
/// itself the lines are free again, or held by the service manager's store alone.
package final class EdgeSource: AsyncSequence, Sendable {
    /// An edge, and which input it came from.
    package typealias Element = LineEdge
    /// What a line fails with while it is read.
    package typealias Failure = GPIOError

    /// Where each input starts, in the order of the requests.
    package let starts: [InputStart]

    private let buffer: EdgeBuffer
    private let stopping: WakeEvent
    private let store: DescriptorStore?
    /// What the lines are called in the store.
    private let keptNames: [String]
    /// The inputs of each chip, until their threads have them.
    private let waiting: Mutex<[String: [ChipReader.Input]]>

    /// Takes hold of the inputs.
    /// - Parameters:
    ///   - requests: one for each input; at most one for each line.
    ///   - store: where a former life left lines to take over, and where this one puts those that it requests anew;
    ///     `nil` for lines that end with this source.
    ///   - limit: edges of one line that wait for the iterating task; the default covers two minutes of the fastest S0 output.
    /// - Throws: the first line that cannot be had, and then none is held.
    package init(
        _ requests: [InputRequest], keptIn store: DescriptorStore? = nil, limit: Int = 4096
    ) throws(GPIOError) {
        let opening = InputOpening(store: store)
        var (starts, names): ([InputStart], [String]) = ([], [])
        var chips: [String: [ChipReader.Input]] = [:]
        for (index, address) in try GPIOLibrary.directory().addresses(of: requests).enumerated() {
            let (line, start) = try opening.open(requests[index], at: address)
            starts.append(start)
            names.append(KeptInput(requests[index], at: address).name(opened: start.opened))
            chips[address.path, default: []].append(ChipReader.Input(line: line, index: index))
        }
        do throws(SystemError) {
            stopping = try WakeEvent()
        } catch {
            throw .system(error)
        }
        self.starts = starts
        self.store = store
        keptNames = names
        waiting = Mutex(chips)
        buffer = EdgeBuffer(lineCount: requests.count, limit: limit, threadCount: chips.count)
    }

    deinit { stopping.ring() }

    /// When the slowest chip's thread last had found nothing more in the kernel: it moves at least twice a second while
    /// all is well. `nil` before the iteration has begun, and after it has ended.
    package var drainedUntil: MonotonicTime? { buffer.drainedUntil }

    /// Lets go of the lines. Edges that were already taken from the kernel are still delivered, then the iteration ends.
    package func stop() { stopping.ring() }

    /// Lets go of the lines for good: no next life finds them in the service manager's store. Waits for the service
    /// manager, for a second at most.
    package func release() {
        stop()
        store?.discard(keptNames)
    }

    /// For the one task that iterates.
    package func makeAsyncIterator() -> AsyncIterator {
        start()
        return AsyncIterator(source: self, buffer: buffer, changes: buffer.changes.makeAsyncIterator())
    }

    private func start() {
        let chips = waiting.withLock { waiting in
            defer { waiting = [:] }
            return waiting
        }
        for (thread, (path, inputs)) in chips.enumerated() {
            let number = path.drop { !$0.isNumber }
            DedicatedThread.start(name: "gpio-\(number)", isUrgent: true) { [buffer, stopping] in
                ChipReader(inputs: inputs, thread: thread, buffer: buffer, stop: stopping).run()
            }
        }
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
                guard let batch = try await nextBatch(isolation: actor) else { return nil }
                taken = batch.edges
            }
            return taken.removeFirst()
        }

        /// All edges that wait, or none and the news that there were none; `nil` as with ``next(isolation:)``. For
        /// whoever has to know what silence means.
        package mutating func nextBatch(
            isolation actor: isolated (any Actor)? = #isolation
        ) async throws(GPIOError) -> EdgeBatch? {
            while true {
                switch buffer.take() {
                case .batch(let batch): return batch
                case .ended: return nil
                case .failed(let error): throw error
                case .nothing: guard await changes.next(isolation: actor) != nil else { return nil }
                }
            }
        }
    }
}
