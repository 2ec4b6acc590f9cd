import GPIO
import Metering

/// Waits for a pulse on each of several free lines.
actor WireWatch {
    /// What a line did.
    struct Sight {
        var edges = 0
        /// From the beginning to the first pulse.
        var firstPulse: Duration?
    }

    private var filters: [PulseFilter]
    private let starts: [MonotonicTime]
    private(set) var sights: [Sight]

    /// - Parameter profiles: one for each line of `source`.
    init(_ profiles: [PulseProfile], _ source: EdgeSource) {
        starts = source.starts.map(\.opened)
        filters = zip(profiles, starts).map { PulseFilter(profile: $0, opened: $1) }
        sights = profiles.map { _ in Sight() }
    }

    /// Takes edges until the lines are let go, or every line has had a pulse.
    func follow(_ source: EdgeSource) async throws(GPIOError) {
        var edges = source.makeAsyncIterator()
        while let event = try await edges.next(isolation: self) {
            sights[event.line].edges += 1
            take(filters[event.line].accept(event.edge), event.line)
            if sights.allSatisfy({ $0.firstPulse != nil }) { return }
        }
    }

    /// Lets the silence until `time` decide.
    func advance(to time: MonotonicTime) {
        for line in filters.indices { take(filters[line].advance(to: time), line) }
    }

    private func take(_ events: [PulseEvent], _ line: Int) {
        for case .pulse(let time) in events where sights[line].firstPulse == nil {
            sights[line].firstPulse = .nanoseconds(Int64(clamping: time.nanoseconds(since: starts[line])))
        }
    }
}
