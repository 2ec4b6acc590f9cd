import Metering

/// Edges of an S0 line through the pulse filter, from memory. There is no floor: the kernel gives fewer than 20 000 a second.
struct EdgesBench {
    private let workshop: BenchWorkshop

    init(_ workshop: BenchWorkshop) { self.workshop = workshop }

    func run() async throws -> BenchFigure {
        let count = workshop.amounts.edgeCount
        let edges = Self.edges(count)
        let contest = try await Contest(
            turns: workshop.amounts.turns,
            [
                {
                    var filter = PulseFilter(profile: .s0)
                    var pulses = 0
                    let stretch = await Stretch.measure(count) {
                        for edge in edges {
                            for case .pulse in filter.accept(edge) { pulses += 1 }
                        }
                    }
                    guard pulses >= count / 4 - 1 else { throw Finding.negative("\(pulses) pulses were counted") }
                    return stretch
                }
            ])
        return try contest.figure(0, beside: nil, bench: "edges, s0 with bounce", unit: "edges").witnessed()
    }

    /// Pulses of 40 ms every 100 ms; the contact bounces once, 1 ms after it closed: four edges a pulse.
    private static func edges(_ count: Int) -> [Edge] {
        let offsets: [(milliseconds: UInt64, polarity: Edge.Polarity)] = [
            (0, .rising), (1, .falling), (2, .rising), (42, .falling),
        ]
        return (0..<count).map { index in
            let offset = offsets[index % offsets.count]
            let milliseconds = UInt64(index / offsets.count) * 100 + offset.milliseconds
            return Edge(
                polarity: offset.polarity, time: MonotonicTime(nanoseconds: milliseconds * 1_000_000),
                sequence: UInt32(truncatingIfNeeded: index + 1))
        }
    }
}
