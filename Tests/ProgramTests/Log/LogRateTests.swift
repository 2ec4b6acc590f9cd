import Metering
import Testing

@testable import heliograph

@Suite("How much the service says")
struct LogRateTests {
    private func time(_ seconds: Int) -> MonotonicTime { MonotonicTime(nanoseconds: UInt64(seconds) * 1_000_000_000) }

    @Test("The same is said five times a minute, and how often more comes before the next line")
    func same() {
        var rate = LogRate()
        for ordinal in 1...8 {
            let answer = rate.ask("the disk is full", at: time(ordinal))
            #expect(answer.isSaid == (ordinal <= 5))
            #expect(answer.heldBack.isEmpty)
        }
        #expect(rate.ask("connected", at: time(10)).isSaid, "another line is not held back")
        let next = rate.ask("connected", at: time(61))
        #expect(next.isSaid)
        #expect(next.heldBack == [.init(text: "the disk is full", count: 3)])
        let again = rate.ask("the disk is full", at: time(62))
        #expect(again.isSaid && again.heldBack.isEmpty)
    }

    @Test("Three hundred lines a minute, whatever they say")
    func all() {
        var rate = LogRate()
        let said = (0..<1000).filter { rate.ask("line \($0)", at: time(0)).isSaid }
        #expect(said.count == 300)
        let next = rate.ask("again", at: time(60))
        #expect(next.isSaid)
        #expect(next.heldBack == [.init(text: nil, count: 700)])
    }
}
