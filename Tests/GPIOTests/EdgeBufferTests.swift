import Metering
import Testing

@testable import GPIO

@Suite("Edges wait in a bounded buffer, and what it drops shows")
struct EdgeBufferTests {
    private func edges(_ sequences: ClosedRange<UInt32>) -> [Edge] {
        sequences.map { number in
            Edge(
                polarity: number % 2 == 1 ? .rising : .falling, time: MonotonicTime(nanoseconds: UInt64(number) * 1000),
                sequence: number)
        }
    }

    private func taken(_ buffer: EdgeBuffer) -> [LineEdge] {
        guard case .batch(let batch) = buffer.take() else { return [] }
        return Array(batch.edges)
    }

    @Test("A ring keeps the newest, oldest first", arguments: [(3, 1), (4, 1), (5, 2), (8, 5), (9, 6), (100, 97)])
    func ring(last: UInt32, firstKept: UInt32) {
        var ring = EdgeRing(limit: 4)
        for edge in edges(1...last) { ring.append(edge) }
        #expect(ring.takeAll() == edges(firstKept...last))
        #expect(ring.isEmpty)
        for edge in edges(1...2) { ring.append(edge) }
        #expect(ring.takeAll() == edges(1...2))
    }

    @Test("A line that floods loses its own edges, as a gap in front of the ones it keeps")
    func flood() {
        let buffer = EdgeBuffer(lineCount: 2, limit: 8, threadCount: 1)
        buffer.append(edges(1...3), line: 1)
        buffer.append(edges(1...100), line: 0)
        let taken = taken(buffer)
        #expect(taken.filter { $0.line == 0 }.compactMap(\.edge.sequence) == Array(93...100))
        #expect(taken.filter { $0.line == 1 }.map(\.edge) == edges(1...3))
        guard case .nothing = buffer.take() else {
            Issue.record("an empty buffer whose thread runs has nothing"); return
        }
    }

    @Test("The end, and the first failure, come after the last edge and the last thread")
    func end() {
        let failure = GPIOError.failed(.readingEdges, place: "a", code: 19)
        let buffer = EdgeBuffer(lineCount: 1, limit: 8, threadCount: 2)
        buffer.append(edges(1...1), line: 0)
        buffer.threadEnded(0, failure)
        #expect(taken(buffer).count == 1)
        guard case .nothing = buffer.take() else { Issue.record("one thread still runs"); return }
        buffer.append(edges(2...2), line: 0)
        buffer.threadEnded(1, .noChips)
        #expect(taken(buffer).count == 1)
        guard case .failed(failure) = buffer.take() else {
            Issue.record("the first failure is the one that counts"); return
        }
    }

    @Test("A late listener hears of everything that changed before")
    func bell() async {
        let buffer = EdgeBuffer(lineCount: 1, limit: 8, threadCount: 1)
        buffer.append(edges(1...1), line: 0)
        buffer.append(edges(2...2), line: 0)
        var changes = buffer.changes.makeAsyncIterator()
        await changes.next()
        #expect(taken(buffer).count == 2)
        buffer.threadEnded(0, nil)
        await changes.next()
        guard case .ended = buffer.take() else { Issue.record("all threads have ended"); return }
    }

    @Test("Silence is told once every chip was looked at, up to the slowest look, and with the edges before it")
    func drained() {
        func time(_ milliseconds: UInt64) -> MonotonicTime { MonotonicTime(nanoseconds: milliseconds * 1_000_000) }
        func told(_ buffer: EdgeBuffer) -> (count: Int, until: MonotonicTime?)? {
            guard case .batch(let batch) = buffer.take() else { return nil }
            return (batch.edges.count, batch.drainedUntil)
        }
        let buffer = EdgeBuffer(lineCount: 2, limit: 8, threadCount: 2)
        buffer.drained(until: time(1000), thread: 0)
        #expect(told(buffer) == nil && buffer.drainedUntil == nil)
        buffer.append(edges(1...3), line: 1)
        buffer.drained(until: time(900), thread: 1)
        #expect(buffer.drainedUntil == time(900))
        // The kernel needs a moment from an edge's time to where it can be read.
        #expect(told(buffer) ?? (0, nil) == (3, time(880)))
        #expect(told(buffer) == nil)
        buffer.drained(until: time(1500), thread: 0)
        #expect(told(buffer) == nil, "the slower one has not moved")
        buffer.drained(until: time(1400), thread: 1)
        #expect(told(buffer) ?? (1, nil) == (0, time(1380)))
        buffer.threadEnded(1, nil)
        #expect(buffer.drainedUntil == time(1400))
        buffer.threadEnded(0, nil)
        #expect(buffer.drainedUntil == nil, "nobody looks any more")
    }
}
