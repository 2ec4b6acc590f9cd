import FoundationEssentials
import System
import Testing

/// What happened on the board while `toolchain/rig/street.sh` ran there.
struct Street {
    /// What a verified reading says of a meter: running totals.
    struct Totals: Hashable {
        var pulses: Int64 = 0
        var lost: Int64 = 0
        var bounced: Int64 = 0
        var stuck: Int64 = 0

        static func - (left: Self, right: Self) -> Self {
            Self(
                pulses: left.pulses - right.pulses, lost: left.lost - right.lost,
                bounced: left.bounced - right.bounced, stuck: left.stuck - right.stuck)
        }
    }

    /// What the script printed, in words.
    let lines: [[String]]
    let boardLog: String
    private let sightings: [Sighting]

    /// Runs the street with a program.
    /// - Parameter folder: an existing folder for what the board leaves behind.
    init(program: String, folder: String) async throws {
        let options = [
            "-t", "1200", "-o", folder, "-b", "\(program):/bin/heliograph", "-b", "/usr/sbin/mosquitto",
            "-b", "/usr/bin/mosquitto_sub", "-f", "\(Board.repository)/toolchain/rig/street.sh:/street.sh",
        ]
        let outcome = try await Board.run(options, "sh /street.sh")
        try #require(outcome.exit == .code(0), "\(outcome.lines.joined(separator: "\n"))")
        lines = outcome.lines.map { $0.split(separator: " ").map(String.init) }
        boardLog = try String(decoding: SmallFile.read("\(folder)/board.log"), as: UTF8.self)
        sightings = try Sighting.all(in: folder)
    }

    /// The names of the shapes, in the order in which they were sent.
    var shapes: [String] { lines.filter { $0.first == "shape" }.map { $0[1] } }

    /// What `watch` saw that it should not.
    var faults: [String] { sightings.filter(\.isFault).map(\.kind) }

    /// Statements of the gateway with the meters that verify, but were not recorded.
    var unrecorded: Set<Int> {
        let own = sightings.filter { $0.origin == "rig.test/board" }
        return Set(own.compactMap(\.index)).subtracting(own.filter { $0.state == "recorded" }.compactMap(\.index))
    }

    /// What verified readings of a meter gained by a shape; `nil` when there is none for it.
    func gain(of meter: String, by shape: String) -> Totals? {
        guard let index = shapes.firstIndex(of: shape), index > 0,
            let before = totals(of: meter, after: shapes[index - 1]), let after = totals(of: meter, after: shape)
        else { return nil }
        return after - before
    }

    private func totals(of meter: String, after shape: String) -> Totals? {
        guard let line = lines.first(where: { $0.starts(with: ["shape", shape]) }), let end = Int64(line[2]) else {
            return nil
        }
        let reading = sightings.last { sighting in
            sighting.kind == "statement" && sighting.origin == "rig.test/board" && sighting.subject == meter
                && sighting.end == end
        }
        guard let reading, let pulses = reading.pulses, let lost = reading.lost, let bounced = reading.bounced,
            let stuck = reading.stuck
        else { return nil }
        return Totals(pulses: pulses, lost: lost, bounced: bounced, stuck: stuck)
    }

    /// The share of the board's only processor that the gateway with the meters took at 16 pulses a second, in percent.
    var processorShare: Double? {
        guard let words = lines.first(where: { $0.first == "processor" }), words.count == 3,
            let used = Double(words[1]), let length = Double(words[2])
        else { return nil }
        return 100 * used / length
    }

    /// Shapes and counts, for people.
    func table(_ library: String) -> String {
        let meters = ["m0", "m1", "m2", "m3"]
        var rows = [
            "libgpiod \(library): on/off ms + bounce ms, then pulses, bounced, lost of \(meters.joined(separator: ", "))"
        ]
        for shape in shapes.dropFirst() {
            let counts = meters.map { meter in
                gain(of: meter, by: shape).map { "\($0.pulses) \($0.bounced) \($0.lost)" } ?? "no reading"
            }
            let cells = ([shape] + counts).map { $0.padding(to: 14) }
            rows.append(cells.joined())
        }
        if let processorShare {
            rows.append("steady: \(processorShare.rounded()) % of a processor with 250 million instructions a second")
        }
        return rows.joined(separator: "\n  ")
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
