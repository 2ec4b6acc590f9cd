import Foundation
import Metering
import Testing

/// One case of `Vectors/edges.txt`: edges, and what the script that made them finds in them.
struct EdgeTrain: Sendable, CustomTestStringConvertible {
    var name: String
    var profile = PulseProfile.s0
    var opened: MonotonicTime?
    var edges: [Edge] = []
    var end = MonotonicTime(nanoseconds: 0)
    var expected = Register()
    var dates: [MonotonicTime] = []

    var testDescription: String { name }

    struct Malformed: Error { let line: String }

    /// All cases of the file.
    static func vectors() throws -> [EdgeTrain] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Vectors/edges.txt")
        var trains: [EdgeTrain] = []
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") where !line.hasPrefix("#") {
            let words = line.split(separator: " ")
            if words[0] == "case" {
                trains.append(EdgeTrain(name: String(line.dropFirst(5))))
            } else {
                guard !trains.isEmpty else { throw Malformed(line: String(line)) }
                try trains[trains.count - 1].read(words, line: String(line))
            }
        }
        return trains
    }

    private mutating func read(_ words: [Substring], line: String) throws {
        switch (words[0], words.count) {
        case ("profile", 2): profile = try #require(PulseProfile.named(String(words[1])))
        case ("opened", 2): opened = try Self.time(words[1])
        case ("end", 2): end = try Self.time(words[1])
        case ("dates", _): dates = try words.dropFirst().map(Self.time)
        case ("expect", 5):
            func total(_ index: Int, _ key: String) throws -> Int64 {
                let parts = words[index].split(separator: "=")
                guard parts.count == 2, parts[0] == key, let value = Int64(parts[1]) else {
                    throw Malformed(line: line)
                }
                return value
            }
            expected = try Register(
                pulses: Pulses(total(1, "pulses")), lost: total(4, "lost"), bounced: total(2, "bounced"),
                stuck: total(3, "stuck"))
        default: edges.append(try Self.edge(words, line: line))
        }
    }

    static func edge(_ words: [Substring], line: String) throws -> Edge {
        let fields = words[0].split(separator: ",")
        let polarities: [Substring: Edge.Polarity] = ["rising": .rising, "falling": .falling]
        guard words.count == 1, fields.count == 2 || fields.count == 3, let polarity = polarities[fields[1]] else {
            throw Malformed(line: line)
        }
        var sequence: UInt32?
        if fields.count == 3 {
            sequence = UInt32(fields[2])
            guard sequence != nil else { throw Malformed(line: line) }
        }
        return Edge(polarity: polarity, time: try time(fields[0]), sequence: sequence)
    }

    static func time(_ digits: Substring) throws -> MonotonicTime {
        MonotonicTime(nanoseconds: try #require(UInt64(digits)))
    }
}
