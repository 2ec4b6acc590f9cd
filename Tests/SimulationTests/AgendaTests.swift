import Metering
import Testing

@testable import Simulation

@Suite("The agenda") struct AgendaTests {
    @Test("hands out steps in the order of time, and each step's events as they were put down") func order() {
        var generator = SeededGenerator(seed: 5)
        var agenda = Agenda<Int>()
        var times: [UInt64: [Int]] = [:]
        for event in 0..<2000 {
            let step = UInt64(generator.number(in: 0...300))
            times[step, default: []].append(event)
            agenda.put(event, at: MonotonicTime(nanoseconds: step * Agenda<Int>.step))
        }
        var last: UInt64?
        while let (time, events) = agenda.takeNext() {
            let step = time.nanoseconds / Agenda<Int>.step
            if let last { #expect(step > last) }
            last = step
            #expect(events == times.removeValue(forKey: step))
        }
        #expect(times.isEmpty)
        #expect(agenda.count == 0)
    }

    @Test("puts what falls between two steps into the later one") func rounding() {
        var agenda = Agenda<String>()
        agenda.put("late", at: MonotonicTime(nanoseconds: 1))
        agenda.put("now", at: MonotonicTime(nanoseconds: 0))
        #expect(agenda.takeNext()?.events == ["now"])
        #expect(agenda.takeNext()?.time.nanoseconds == Agenda<String>.step)
    }
}
