import Metering
import Statements
import Testing

@testable import heliograph

@Suite("Dials over time")
struct DialHistoryTests {
    private static let start: Int64 = 1_800_000_000

    private func stamp(_ day: Int64) throws -> ClockStamp {
        ClockStamp(
            time: UnixTime(seconds: Self.start + day * 86_400), quality: .synchronised,
            boot: try #require(BootIdentity([1, 2, 3, 4, 5, 6, 7, 8])),
            uptime: MonotonicTime(nanoseconds: UInt64(day) * 86_400_000_000_000))
    }

    private func adjustment(_ day: Int64, dial: Int64, old: Int64?, new: Int64) throws -> Message {
        let adjustment = DialAdjustment(
            dial: Joules(dial * 3_600_000), oldOffset: old.map { Joules($0 * 3_600_000) },
            newOffset: Joules(new * 3_600_000), reason: "read")
        return .event(Event(subject: try Name("pv"), stamp: try stamp(day), kind: .adjustment(adjustment)))
    }

    private func history(_ messages: [Message]) throws -> DialHistory {
        var history = DialHistory(of: try Name("pv"))
        for message in messages { history.add(message, signedAt: UnixTime(seconds: Self.start)) }
        return history
    }

    @Test("one look is no drift, and neither is none")
    func tooFew() throws {
        #expect(try history([]).meaning[0].contains("never read"))
        #expect(try history([adjustment(1, dial: 1000, old: nil, new: 900)]).meaning[0].contains("once"))
    }

    @Test("a log whose beginning is gone does not tell when an old offset was given")
    func cut() throws {
        var history = DialHistory(of: try Name("pv"), isCut: true)
        history.add(try adjustment(30, dial: 1100, old: 1000, new: 1010), signedAt: UnixTime(seconds: Self.start))
        #expect(history.looks.map(\.register) == [Joules(90 * 3_600_000)])
    }

    @Test("what was lost, what bounced, and what the constant makes of it are told apart")
    func meaning() throws {
        // The gateway was made at 1000 kWh; a month later the dial shows 1100, and the register 90.
        let lost = try history([try adjustment(30, dial: 1100, old: 1000, new: 1010)])
        #expect(lost.looks.map(\.register) == [Joules(0), Joules(90 * 3_600_000)])
        #expect(lost.periods.map(\.hundredths) == [1000])
        #expect(lost.meaning[0].contains("pulses were lost"))
        let bounced = try history([try adjustment(30, dial: 1100, old: 1000, new: 990)])
        #expect(bounced.meaning[0].contains("counted what were no pulses") && bounced.periods[0].hundredths == -1000)
        let constant = try history([
            try adjustment(30, dial: 1100, old: 1000, new: 1010),
            try adjustment(60, dial: 1200, old: 1010, new: 1020),
        ])
        #expect(constant.meaning.last?.contains("`impulses`") == true, "\(constant.meaning)")
        let growing = try history([
            try adjustment(30, dial: 1100, old: 1000, new: 1001),
            try adjustment(60, dial: 1200, old: 1001, new: 1020),
        ])
        #expect(growing.meaning.count == 1)
        var same = try history([try adjustment(30, dial: 1100, old: 1000, new: 1000)])
        same.look(at: UnixTime(seconds: Self.start), dial: Joules(1_150 * 3_600_000), register: Joules(150 * 3_600_000))
        #expect(same.meaning == ["Register and dial agree to 0.5 % or 1 kWh."])
    }
}
