import Metering
import Statements
import Testing

@testable import heliograph

/// Which readings `heliograph readings` counts, and how a period is written.
@Suite("Readings of a period")
struct ReadingsTests {
    @Test(
        "begin and end at times that people write",
        arguments: [
            ("2026-01-01", 1_767_225_600), ("2026-01-01T00:00", 1_767_225_600), ("2026-03-01T12:30:05Z", 1_772_368_205),
            ("2024-02-29", 1_709_164_800), ("1970-01-01", 0), ("2000-03-01T00:00:00", 951_868_800),
        ] as [(String, Int64)])
    func time(text: String, seconds: Int64) throws {
        #expect(TimeArgument(argument: text)?.time == UnixTime(seconds: seconds))
    }

    @Test(
        "do not begin at what is no time",
        arguments: [
            "", "Z", "2026", "2026-1-1", "2026-02-29", "2026-13-01", "2026-00-01", "2026-01-00", "2026-01-01T24:00",
            "2026-01-01T12:60", "2026-01-01 12:00", "2026-01-01T12:00:00+01:00", "2026-01-01Z", "1969-12-31",
            "2262-01-01",
            "2026-01-01T12", "٢٠٢٦-01-01",
        ])
    func noTime(text: String) { #expect(TimeArgument(argument: text) == nil) }

    private func reading(_ end: Int64, _ energy: Int64, meter: String = "pv", lost: Int64 = 0) throws -> Message {
        .reading(
            Reading(
                meter: try Name(meter), end: UnixTime(seconds: end), energy: Joules(energy),
                pulses: Pulses(energy / 10),
                dial: nil, power: Watts(5), intervalSeconds: 60, clock: .synchronised, boot: nil, uptimeSeconds: nil,
                lost: lost, bounced: 0, stuck: 0))
    }

    @Test(
        "are those whose interval ended in it, counted from the last one before it",
        arguments: [
            (nil, nil, [10, 20, 30, 40]), (60, nil, [20, 30, 40]), (59, 120, [10, 20]), (60, 180, [20, 30]),
            (240, nil, []),
            (nil, 59, []),
        ] as [(Int64?, Int64?, [Int64])])
    func span(from: Int64?, to: Int64?, energies: [Int64]) throws {
        let span = ReadingSpan(from: from.map(UnixTime.init(seconds:)), to: to.map(UnixTime.init(seconds:)))
        var single = EnergySums(by: .reading, in: span)
        var day = EnergySums(by: .day, in: span)
        var taken: [EnergySums.Sum] = []
        for message in try [reading(60, 10), reading(120, 30), reading(180, 60, lost: 2), reading(240, 100, lost: 2)] {
            single.add(message)
            day.add(message)
            taken += single.takeFinished()
            #expect(single.periods.isEmpty && day.takeFinished().isEmpty)
        }
        #expect(taken.map(\.energy.rawValue) == energies && taken.allSatisfy { $0.readings == 1 })
        #expect(day.periods.map(\.energy.rawValue) == (energies.isEmpty ? [] : [energies.reduce(0, +)]))
        #expect(taken.reduce(0) { $0 + $1.lost } == (energies.contains(30) ? 2 : 0))
    }

    @Test("of one end stand alone all the same, each meter's in the order of the log")
    func order() throws {
        var sums = EnergySums(by: .reading)
        var taken: [String] = []
        for message in try [reading(60, 10), reading(60, 7, meter: "house"), reading(60, 12)] {
            sums.add(message)
            taken += sums.takeFinished().map { "\($0.meter) \($0.energy.rawValue) \($0.period)" }
        }
        #expect(taken == ["pv 10 1970-01-01T00:01:00Z", "house 7 1970-01-01T00:01:00Z", "pv 2 1970-01-01T00:01:00Z"])
    }

    @Test("have as many cells as there are columns", arguments: ReadingPeriod.allCases)
    func columns(period: ReadingPeriod) throws {
        var sums = EnergySums(by: period)
        sums.add(try reading(60, 10))
        let sum = try #require((sums.takeFinished() + sums.periods).first)
        let columns = ReadingColumns(by: period)
        let names = try #require(columns.heading.last).split(separator: ",")
        let cells = columns.text(columns.line(sum, meter: "a/b/pv")).split(
            separator: ",", omittingEmptySubsequences: false)
        #expect(names.count == cells.count && columns.heading.count == names.count + 1)
        #expect(names.count == (period == .reading ? 13 : 8))
        #expect(columns.heading.dropLast().allSatisfy { $0.hasPrefix("# ") && $0.contains(": ") })
    }
}
