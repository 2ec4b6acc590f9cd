import FoundationEssentials
import System
import Testing

/// A service that is ended and started again while pulses come, its lines kept in between: on a kernel, for each libgpiod.
@Suite("Edges across a restart, on the emulated board", .needsBoard)
struct RestartTests {
    /// What a register gained by a shape.
    private struct Gain {
        let pulses: Int
        let bounced: Int
        let lost: Int
        /// The number of the newest edge that is stored, counted since the line was requested.
        let number: Int

        init(_ words: [String]) throws {
            let numbers = try words.dropFirst(2).map { try #require(Int($0)) }
            try #require(numbers.count == 4)
            (pulses, bounced, lost, number) = (numbers[0], numbers[1], numbers[2], numbers[3])
        }
    }

    @Test("No pulse is missing, or each lost edge is told", arguments: BoardProgram.all)
    func restarts(program: BoardProgram) async throws {
        let (lines, log) = try await run(program)
        func gain(_ shape: String, _ meter: String) throws -> Gain {
            let words = lines.first { $0.starts(with: [shape, meter]) }
            return try Gain(try #require(words, "no \(shape) of \(meter): \(log)"))
        }
        // Ended in good order, four times in the middle of everything.
        for meter in ["m0", "m1"] {
            let counted = try gain("TERM", meter)
            #expect(counted.pulses == 300 && counted.lost == 0, "\(meter)")
            #expect((counted.bounced > 0) == (meter == "m0"), "\(meter)")
        }
        // Killed: what was read and not stored is lost, and told to the edge. Each time, with its edges, the pulses on
        // whose way the loss began and ended may go.
        for meter in ["m0", "m1"] {
            let counted = try gain("KILL", meter)
            #expect(counted.lost > 0 && counted.pulses < 300, "\(meter)")
            if meter == "m1" {
                #expect((counted.lost - 4...counted.lost + 12).contains(2 * (300 - counted.pulses)))
                // Nothing is numbered that is neither counted nor told.
                #expect(try counted.number - gain("TERM", meter).number == 600)
            }
        }
        // 2000 edges for a buffer of 1024.
        #expect(try gain("overflow", "m1").lost == 976)
        // One line is wanted differently: it begins anew, with 40 edges and what bounced before.
        for meter in ["m0", "m1"] { #expect(try gain("changed", meter).pulses == 20, "\(meter)") }
        #expect(try gain("changed", "m0").number == 40)
        #expect(
            lines.filter { $0.first == "taken" }
                == [
                    ["taken", "TERM", "2"], ["taken", "KILL", "2"], ["taken", "overflow", "2"],
                    ["taken", "changed", "1"],
                ])
    }

    /// - Returns: what `restart.sh` printed, in words, and what the service said.
    private func run(_ program: BoardProgram) async throws -> (lines: [[String]], log: String) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "heliograph-rig-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let options = [
            "-t", "1200", "-o", folder, "-b", "\(try await program.path()):/bin/heliograph", "-b", "/usr/bin/sqlite3",
            "-f", "\(Board.repository)/toolchain/rig/restart.sh:/restart.sh",
        ]
        let outcome = try await Board.run(options, "sh /restart.sh")
        let log = (try? SmallFile.read("\(folder)/restart.log")).map { String(decoding: $0, as: UTF8.self) } ?? ""
        try #require(outcome.exit == .code(0), "\(outcome.lines.joined(separator: "\n"))\n\(log)")
        return (outcome.lines.map { $0.split(separator: " ").map(String.init) }, log)
    }
}
