import GPIO
import Gateway
import Metering
import System

/// The GPIO lines of this board's meters.
struct BoardLines: LineSource {
    private let source: EdgeSource
    /// In the order of the requests.
    private let names: [Name]

    /// Requests the lines from the kernel, or takes over those that a former life left in `store`; edges are kept from
    /// then on.
    init(_ requests: [(meter: Name, request: InputRequest)], keptIn store: DescriptorStore?) throws(GPIOError) {
        names = requests.map(\.meter)
        source = try EdgeSource(requests.map(\.request), keptIn: store)
    }

    /// Where the edges of a meter's line begin; `nil` for a meter without one.
    func start(of meter: Name) -> InputStart? {
        names.firstIndex(of: meter).map { source.starts[$0] }
    }

    var meters: Set<Name> { Set(names) }
    var adoptedCount: Int { source.starts.count { $0.isAdopted } }
    var events: any AsyncSequence<LineEvent, Never> & Sendable { Events(source: source, meters: names) }
    var drainedUntil: MonotonicTime? { source.drainedUntil }

    func stop() { source.stop() }

    func release() {
        source.stop()
        // The service manager is waited for, which a task's thread must not.
        DedicatedThread.start(name: "release") { [source] in source.release() }
    }

    /// The edges, how far they are all, and, should the lines fail, one last word for each meter.
    struct Events: AsyncSequence, Sendable {
        fileprivate let source: EdgeSource
        fileprivate let meters: [Name]

        func makeAsyncIterator() -> AsyncIterator { AsyncIterator(batches: source.makeAsyncIterator(), meters: meters) }

        struct AsyncIterator: AsyncIteratorProtocol {
            private var batches: EdgeSource.AsyncIterator
            private let meters: [Name]
            private var edges: ArraySlice<LineEdge> = []
            /// To be told after these edges.
            private var drainedUntil: MonotonicTime?
            private var failed: [LineEvent]?

            fileprivate init(batches: EdgeSource.AsyncIterator, meters: [Name]) {
                self.batches = batches
                self.meters = meters
            }

            mutating func next(isolation actor: isolated (any Actor)?) async -> LineEvent? {
                if failed != nil { return failed?.popLast() }
                do throws(GPIOError) {
                    while edges.isEmpty, drainedUntil == nil {
                        guard let batch = try await batches.nextBatch(isolation: actor) else { return nil }
                        edges = batch.edges
                        drainedUntil = batch.drainedUntil
                    }
                } catch {
                    failed = meters.map { .failed(meter: $0, reason: "\(error)") }
                    return failed?.popLast()
                }
                if let edge = edges.popFirst() { return .edge(meter: meters[edge.line], edge.edge) }
                defer { drainedUntil = nil }
                return drainedUntil.map { .drained(meters: meters, until: $0) }
            }
        }
    }
}
