/// Contestants that take turns, so that whatever else the machine does meets all of them.
struct Contest {
    typealias Turn = () async throws -> Stretch

    private(set) var stretches: [[Stretch]]

    /// Lets each contestant have a turn, `turns` times, a different one first each time.
    init(turns: Int, _ contestants: [Turn]) async throws {
        stretches = contestants.map { _ in [] }
        for turn in 0..<turns {
            for place in contestants.indices {
                let contestant = (turn + place) % contestants.count
                stretches[contestant].append(try await contestants[contestant]())
            }
        }
    }

    /// The first contestant of a contest whose stretches were measured elsewhere.
    init(_ stretches: [[Stretch]]) { self.stretches = stretches }

    /// What came of contestant `index`, beside `floor`'s turns if there was a floor.
    func figure(_ index: Int, beside floor: Int?, bench: String, unit: String, goal: Double? = nil) -> BenchFigure {
        let own = stretches[index]
        var figure = BenchFigure(bench: bench, unit: unit, ratePerS: own.map(\.perSecond).median)
        figure.nsEachProcessor = own.map { 1e9 / $0.perProcessorSecond }.median
        figure.turns = own.count
        figure.goal = goal
        guard let floor else { return figure }
        let pairs = zip(own, stretches[floor])
        figure.floorPerS = stretches[floor].map(\.perSecond).median
        figure.ratio = pairs.map { $0.perSecond / $1.perSecond }.median
        figure.processorRatio = pairs.map { $0.perProcessorSecond / $1.perProcessorSecond }.median
        return figure
    }
}
