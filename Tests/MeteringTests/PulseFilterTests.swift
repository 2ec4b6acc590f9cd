import Chance
import Metering
import Testing

@Suite("The pulse filter")
struct PulseFilterTests {
    /// A filter with what it has said so far.
    private struct Run {
        var filter: PulseFilter
        var register = Register()
        var dates: [MonotonicTime] = []

        init(_ train: EdgeTrain) { filter = PulseFilter(profile: train.profile, opened: train.opened) }

        mutating func take(_ events: [PulseEvent]) {
            for event in events {
                register.count(event)
                if case .pulse(let time) = event { dates.append(time) }
            }
        }
        mutating func accept(_ edge: Edge) { take(filter.accept(edge)) }
        mutating func advance(to time: MonotonicTime) { take(filter.advance(to: time)) }
    }

    @Test("finds what an offline analysis of the whole train finds", arguments: try EdgeTrain.vectors())
    func vectors(train: EdgeTrain) {
        var run = Run(train)
        for edge in train.edges { run.accept(edge) }
        run.advance(to: train.end)
        #expect(run.register == train.expected)
        #expect(run.dates == train.dates)
    }

    @Test("decides the same whenever it is told the time", arguments: try EdgeTrain.vectors())
    func advanceNeverMatters(train: EdgeTrain) {
        var generator = SeededGenerator(seed: UInt64(train.edges.count) &* 7919)
        for _ in 0..<20 {
            var run = Run(train)
            for (index, edge) in train.edges.enumerated() {
                run.accept(edge)
                let next = index + 1 < train.edges.count ? train.edges[index + 1].time : train.end
                for _ in 0..<Int.random(in: 0...3, using: &generator) {
                    // Anything from long ago up to the next edge, in no order.
                    let earliest = edge.time.nanoseconds - min(edge.time.nanoseconds, 3_000_000_000)
                    let time = UInt64.random(in: min(earliest, next.nanoseconds)...next.nanoseconds, using: &generator)
                    run.advance(to: MonotonicTime(nanoseconds: time))
                }
            }
            run.advance(to: train.end)
            #expect(run.register == train.expected)
            #expect(run.dates == train.dates)
        }
    }

    @Test("decides the same when it is told the time exactly at its deadlines", arguments: try EdgeTrain.vectors())
    func deadlines(train: EdgeTrain) throws {
        var run = Run(train)
        var followed = 0
        for (index, edge) in train.edges.enumerated() {
            run.accept(edge)
            let next = index + 1 < train.edges.count ? train.edges[index + 1].time : train.end
            while let deadline = run.filter.deadline, deadline <= next {
                let before = run.filter.deadline
                run.advance(to: deadline)
                #expect(run.filter.deadline != before, "a deadline that decides nothing would spin")
                followed += 1
                try #require(followed < 1000)
            }
        }
        // The deadlines alone must have been enough: nothing is left for the end of the observation.
        #expect(run.register == train.expected)
        #expect(run.dates == train.dates)
    }

    @Test("has nothing to wait for on a quiet line")
    func quiet() {
        var filter = PulseFilter(profile: .s0)
        #expect(filter.deadline == nil)
        #expect(filter.advance(to: .at(milliseconds: 1000)) == [])
        _ = filter.accept(Edge(polarity: .rising, time: .at(milliseconds: 1000)))
        #expect(filter.deadline == .at(milliseconds: 1010))
        #expect(filter.advance(to: .at(milliseconds: 1009)) == [])
        #expect(filter.advance(to: .at(milliseconds: 1010)) == [.pulse(at: .at(milliseconds: 1000))])
        #expect(filter.deadline == .at(milliseconds: 3000) + .nanoseconds(1))
        _ = filter.accept(Edge(polarity: .falling, time: .at(milliseconds: 1050)))
        #expect(filter.deadline == .at(milliseconds: 1060))
        #expect(filter.advance(to: .at(milliseconds: 1060)) == [])
        #expect(filter.deadline == nil)
    }

    @Test("reads a time stamp that goes back as equal to the one before")
    func backwards() {
        var filter = PulseFilter(profile: .s0)
        _ = filter.accept(Edge(polarity: .rising, time: .at(milliseconds: 1000)))
        #expect(filter.accept(Edge(polarity: .falling, time: .at(milliseconds: 900))) == [.bounced(1)])
        _ = filter.accept(Edge(polarity: .rising, time: .at(milliseconds: 1005)))
        #expect(filter.advance(to: .at(milliseconds: 1015)) == [.pulse(at: .at(milliseconds: 1000))])
    }

    @Test("counts nothing of a line that was opened anew until it was seen off")
    func reopened() {
        var filter = PulseFilter(profile: .s0, opened: .at(milliseconds: 0))
        _ = filter.accept(Edge(polarity: .rising, time: .at(milliseconds: 1000), sequence: 1))
        #expect(filter.advance(to: .at(milliseconds: 1020)) == [.pulse(at: .at(milliseconds: 1000))])
        filter.reopen(at: .at(milliseconds: 1040))
        #expect(filter.deadline == nil)
        // Off for less than min_off since it was opened, as far as anybody saw: bounce, or a pulse; not counted.
        #expect(filter.accept(Edge(polarity: .rising, time: .at(milliseconds: 1045), sequence: 1)) == [])
        #expect(filter.advance(to: .at(milliseconds: 1100)) == [])
        _ = filter.accept(Edge(polarity: .falling, time: .at(milliseconds: 1100), sequence: 2))
        _ = filter.accept(Edge(polarity: .rising, time: .at(milliseconds: 1200), sequence: 3))
        #expect(filter.advance(to: .at(milliseconds: 1300)) == [.pulse(at: .at(milliseconds: 1200))])
    }

    @Test("reports what overflowed before the first edge of a line that it opened")
    func lostBeforeTheFirst() {
        var filter = PulseFilter(profile: .s0, opened: .at(milliseconds: 0))
        let edge = Edge(polarity: .rising, time: .at(milliseconds: 1000), sequence: 1437)
        #expect(filter.accept(edge) == [.lost(edges: 1436)])
        #expect(filter.advance(to: .at(milliseconds: 1100)) == [], "whether the line was off before is not known")
    }
}

extension MonotonicTime {
    static func at(milliseconds: UInt64) -> Self { Self(nanoseconds: milliseconds * 1_000_000) }
}
