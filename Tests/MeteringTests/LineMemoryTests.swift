import Chance
import Metering
import Testing

@Suite("What is remembered of a line between two lives")
struct LineMemoryTests {
    private let boot: BootIdentity

    init() throws { boot = try #require(BootIdentity([0xB0, 0x07, 2, 3, 4, 5, 6, 7])) }

    /// The bytes of a life's end, read by the next.
    private func next(
        _ filter: PulseFilter, at time: MonotonicTime, isComplete: Bool = true
    ) throws -> PulseFilterState {
        try #require(try memory(filter, at: time, isComplete: isComplete)).resumption
    }

    /// `nil` for a line whose edges are not numbered.
    private func memory(_ filter: PulseFilter, at time: MonotonicTime, isComplete: Bool) throws -> LineMemory? {
        let memory = LineMemory(boot: boot, countedUntil: time, isComplete: isComplete, filter: filter.state)
        guard let memory else { return nil }
        let read = try #require(LineMemory(bytes: memory.bytes))
        #expect(read == memory)
        return read
    }

    private func count(_ events: [PulseEvent], in register: inout Register) { events.forEach { register.count($0) } }

    @Test("Wherever a train is cut into two lives, it counts as in one", arguments: try EdgeTrain.vectors())
    func split(train: EdgeTrain) throws {
        for cut in 0...train.edges.count {
            var register = Register()
            var filter = PulseFilter(profile: train.profile, opened: train.opened)
            for edge in train.edges[..<cut] { count(filter.accept(edge), in: &register) }
            let end = cut < train.edges.count ? train.edges[cut].time : train.end
            count(filter.advance(to: end), in: &register)
            // What cannot be remembered, for want of numbers, goes on all the same.
            let state = try memory(filter, at: end, isComplete: true)?.resumption ?? filter.state
            filter = PulseFilter(profile: train.profile, resuming: state)
            for edge in train.edges[cut...] { count(filter.accept(edge), in: &register) }
            count(filter.advance(to: train.end), in: &register)
            #expect(register == train.expected, "cut in front of edge \(cut)")
        }
    }

    @Test("Edges that a life read and did not store are lost, to the number, and cost pulses only")
    func forgotten() throws {
        var generator = SeededGenerator(seed: 42)
        for _ in 0..<300 {
            let train = numberedTrain(&generator)
            let stored = Int.random(in: 0...train.count, using: &generator)
            let read = Int.random(in: stored...train.count, using: &generator)
            var register = Register()
            var filter = PulseFilter(profile: .s0, opened: .at(milliseconds: 0))
            for edge in train[..<stored] { count(filter.accept(edge), in: &register) }
            let time =
                stored > 0
                ? train[stored - 1].time + .milliseconds(Int.random(in: 0...3, using: &generator))
                : .at(milliseconds: 0)
            count(filter.advance(to: time), in: &register)
            filter = PulseFilter(profile: .s0, resuming: try next(filter, at: time, isComplete: false))
            // Nothing came, as far as this life sees: but the former one may have read what ends this silence.
            count(filter.advance(to: .at(milliseconds: 100_000)), in: &register)
            let whole = counted(train)
            #expect(register.pulses <= whole.pulses)
            for edge in train[read...] { count(filter.accept(edge), in: &register) }
            count(filter.advance(to: .at(milliseconds: 200_000)), in: &register)
            let lost = read < train.count ? Int64(read - stored) : 0  // without a next edge nobody knows yet
            #expect(register.lost == lost)
            let missing = whole.pulses.rawValue - register.pulses.rawValue
            #expect(missing >= 0, "a loss never adds a pulse")
            // At worst the pulse on whose way the loss began, those inside it, and the one on whose way it ended.
            #expect(missing <= (read == stored ? 0 : Int64(read - stored + 1) / 2 + 1) || read == train.count)
        }
    }

    /// Pulses of 30 ms, some with bounce, numbered by the kernel.
    private func numberedTrain(_ generator: inout SeededGenerator) -> [Edge] {
        var edges: [Edge] = []
        for pulse in 0..<UInt64(20) {
            for (start, polarity) in [(UInt64(0), Edge.Polarity.rising), (30, .falling)] {
                let back: Edge.Polarity = polarity == .rising ? .falling : .rising
                let time = 1000 + pulse * 70 + start
                var times = [(time, polarity)]
                if Bool.random(using: &generator) { times += [(time + 1, back), (time + 3, polarity)] }
                for (time, polarity) in times {
                    edges.append(
                        Edge(polarity: polarity, time: .at(milliseconds: time), sequence: UInt32(edges.count + 1)))
                }
            }
        }
        return edges
    }

    private func counted(_ train: [Edge]) -> Register {
        var register = Register()
        var filter = PulseFilter(profile: .s0, opened: .at(milliseconds: 0))
        for edge in train { count(filter.accept(edge), in: &register) }
        count(filter.advance(to: .at(milliseconds: 200_000)), in: &register)
        return register
    }

    @Test("A spike whose end was read and forgotten is no pulse")
    func spike() throws {
        var filter = PulseFilter(profile: .s0, opened: .at(milliseconds: 0))
        _ = filter.accept(Edge(polarity: .rising, time: .at(milliseconds: 1000), sequence: 1))
        let state = try next(filter, at: .at(milliseconds: 1001), isComplete: false)
        filter = PulseFilter(profile: .s0, resuming: state)
        #expect(filter.deadline == nil)
        #expect(filter.advance(to: .at(milliseconds: 9000)) == [])
        // This life ends in good order before anything came; what the first one forgot stays open.
        filter = PulseFilter(profile: .s0, resuming: try next(filter, at: .at(milliseconds: 9500)))
        #expect(filter.advance(to: .at(milliseconds: 9900)) == [])
        let edge = Edge(polarity: .rising, time: .at(milliseconds: 10_000), sequence: 3)
        #expect(filter.accept(edge) == [.lost(edges: 1)])
        #expect(filter.advance(to: .at(milliseconds: 11_000)) == [])
    }

    @Test("A pulse that was half over at a crash counts once the next edge's number shows that nothing was forgotten")
    func halfOver() throws {
        var filter = PulseFilter(profile: .s0, opened: .at(milliseconds: 0))
        _ = filter.accept(Edge(polarity: .rising, time: .at(milliseconds: 1000), sequence: 1))
        let state = try next(filter, at: .at(milliseconds: 1001), isComplete: false)
        filter = PulseFilter(profile: .s0, resuming: state)
        let edge = Edge(polarity: .falling, time: .at(milliseconds: 1030), sequence: 2)
        #expect(filter.accept(edge) == [.pulse(at: .at(milliseconds: 1000))])
    }

    @Test("The encoding is the one that is written down")
    func vector() throws {
        var filter = PulseFilter(profile: .s0, opened: MonotonicTime(nanoseconds: 0x0102_0304_0506_0708))
        _ = filter.accept(Edge(polarity: .rising, time: MonotonicTime(nanoseconds: 0x1112_1314_1516_1718), sequence: 1))
        let memory = try #require(
            LineMemory(
                boot: boot, countedUntil: MonotonicTime(nanoseconds: 0x2122_2324_2526_2728),
                isComplete: false, filter: filter.state))
        // Version, boot, opened, counted until; on since the newest edge, departed, off counts; number, time, departure.
        let hexadecimal =
            "01" + "b007020304050607" + "0102030405060708" + "2122232425262728" + "0e" + "00000001"
            + "1112131415161718" + "1112131415161718" + "0000000000000000" + "0000000000000000"
        #expect(memory.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == hexadecimal)
        #expect(memory.reopened == memory && memory.isOf(boot: boot, opened: memory.opened))
        let other = try #require(BootIdentity([UInt8](repeating: 0, count: 8)))
        #expect(!memory.isOf(boot: other, opened: memory.opened))
        #expect(!memory.isOf(boot: boot, opened: .at(milliseconds: 1)))
    }

    @Test("What cannot have been written so is not believed")
    func malformed() throws {
        let filter = PulseFilter(profile: .s0, opened: .at(milliseconds: 5))
        let bytes = try #require(
            LineMemory(
                boot: boot, countedUntil: .at(milliseconds: 9), isComplete: true, filter: filter.state)
        ).bytes
        #expect(LineMemory(bytes: bytes) != nil)
        #expect(LineMemory(bytes: []) == nil)
        #expect(LineMemory(bytes: bytes + [0]) == nil)
        #expect(LineMemory(bytes: Array(bytes.dropLast())) == nil)
        for (offset, value) in [(0, 2), (25, 0x81), (25, 0x21), (38, 1), (46, 1), (54, 1)] as [(Int, UInt8)] {
            var changed = bytes
            changed[offset] = value
            #expect(LineMemory(bytes: changed) == nil, "offset \(offset)")
        }
        // Unnumbered edges, or a line that somebody else opened, leave nothing to go on with.
        let recording = PulseFilter(profile: .s0)
        #expect(
            LineMemory(
                boot: boot, countedUntil: .at(milliseconds: 9), isComplete: true, filter: recording.state)
                == nil)
    }
}
