import GPIO
import Gateway
import Metering

/// The GPIO lines of this board's meters.
struct BoardLines: LineSource {
    private let source: EdgeSource
    private let meters: [Name]

    /// Requests the lines from the kernel; edges are kept from then on.
    init(_ requests: [(meter: Name, request: InputRequest)]) throws(GPIOError) {
        meters = requests.map(\.meter)
        source = try EdgeSource(requests.map(\.request))
    }

    /// When a meter's line was requested from the kernel; `nil` for a meter without one.
    func opened(_ meter: Name) -> MonotonicTime? {
        meters.firstIndex(of: meter).map { source.starts[$0].opened }
    }

    var events: any AsyncSequence<LineEvent, Never> & Sendable { Events(source: source, meters: meters) }

    /// The edges, and, should the lines fail, one last word for each meter.
    struct Events: AsyncSequence, Sendable {
        fileprivate let source: EdgeSource
        fileprivate let meters: [Name]

        func makeAsyncIterator() -> AsyncIterator { AsyncIterator(edges: source.makeAsyncIterator(), meters: meters) }

        struct AsyncIterator: AsyncIteratorProtocol {
            fileprivate var edges: EdgeSource.AsyncIterator
            fileprivate let meters: [Name]
            fileprivate var failed: [LineEvent]?

            fileprivate init(edges: EdgeSource.AsyncIterator, meters: [Name]) {
                self.edges = edges
                self.meters = meters
            }

            mutating func next(isolation actor: isolated (any Actor)?) async -> LineEvent? {
                if failed != nil { return failed?.popLast() }
                do throws(GPIOError) {
                    guard let edge = try await edges.next(isolation: actor) else { return nil }
                    return .edge(meter: meters[edge.line], edge.edge)
                } catch {
                    failed = meters.map { .failed(meter: $0, reason: "\(error)") }
                    return failed?.popLast()
                }
            }
        }
    }
}
