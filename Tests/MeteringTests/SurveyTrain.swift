import Foundation
import Metering
import Testing

/// One case of `Vectors/surveys.txt`: edges, and what the script that made them reads off them.
struct SurveyTrain: Sendable, CustomTestStringConvertible {
    /// What one profile finds.
    struct Trial: Sendable {
        var profile: String
        var found: Register
        var shortestLevel: Duration?
        var longestExcursion: Duration?
        var misfits: [Substring]
    }

    /// How many widths of one level, the shortest and the longest.
    struct Widths: Sendable, Equatable {
        var total: Int64 = 0
        var shortest: Duration?
        var longest: Duration?

        init() {}

        init(_ histogram: WidthHistogram) {
            (total, shortest, longest) = (histogram.total, histogram.shortest, histogram.longest)
        }
    }

    var name: String
    var opened: MonotonicTime?
    var edges: [Edge] = []
    var end = MonotonicTime(nanoseconds: 0)
    var on = Widths()
    var off = Widths()
    var trials: [Trial] = []
    var proposal: String?

    var testDescription: String { name }

    /// All cases of the file.
    static func vectors() throws -> [SurveyTrain] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Vectors/surveys.txt")
        var trains: [SurveyTrain] = []
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") where !line.hasPrefix("#") {
            let words = line.split(separator: " ")
            if words[0] == "case" {
                trains.append(SurveyTrain(name: String(line.dropFirst(5))))
            } else {
                guard !trains.isEmpty else { throw EdgeTrain.Malformed(line: String(line)) }
                try trains[trains.count - 1].read(words, line: String(line))
            }
        }
        return trains
    }

    private mutating func read(_ words: [Substring], line: String) throws {
        switch (words[0], words.count) {
        case ("opened", 2): opened = try EdgeTrain.time(words[1])
        case ("end", 2): end = try EdgeTrain.time(words[1])
        case ("width", 5):
            var widths = Widths()
            widths.total = try #require(Int64(words[2]))
            widths.shortest = Self.duration(words[3])
            widths.longest = Self.duration(words[4])
            if words[1] == "on" { on = widths } else { off = widths }
        case ("trial", 9): trials.append(try Self.trial(words, line: line))
        case ("propose", 2): proposal = words[1] == "-" ? nil : String(words[1])
        default: edges.append(try EdgeTrain.edge(words, line: line))
        }
    }

    private static func trial(_ words: [Substring], line: String) throws -> Trial {
        var values: [Substring: Substring] = [:]
        for word in words.dropFirst(2) {
            let parts = word.split(separator: "=")
            guard parts.count == 2 else { throw EdgeTrain.Malformed(line: line) }
            values[parts[0]] = parts[1]
        }
        func total(_ key: Substring) throws -> Int64 { try #require(values[key].flatMap { Int64($0) }) }
        return Trial(
            profile: String(words[1]),
            found: Register(
                pulses: Pulses(try total("pulses")), lost: try total("lost"), bounced: try total("bounced"),
                stuck: try total("stuck")),
            shortestLevel: values["level"].flatMap(duration), longestExcursion: values["excursion"].flatMap(duration),
            misfits: values["misfits"].map { $0 == "-" ? [] : $0.split(separator: ",") } ?? [])
    }

    private static func duration(_ text: Substring) -> Duration? { Int64(text).map { .nanoseconds($0) } }
}
