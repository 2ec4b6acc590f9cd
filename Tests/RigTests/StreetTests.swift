import FoundationEssentials
import System
import Testing

/// From an edge on a line to a reading that a quorum has recorded, on a kernel, for each libgpiod.
@Suite("A street on the emulated board", .needsBoard)
struct StreetTests {
    private let meters = ["m0", "m1", "m2", "m3"]

    @Test("Every shape counts, and every loss is reported", arguments: BoardProgram.all)
    func counts(program: BoardProgram) async throws {
        let street = try await street(program)
        try expectCounts(street)
        // 2000 edges for a buffer of 1024.
        #expect(street.gain(of: "m1", by: "held")?.lost == 976)
    }

    private func street(_ program: BoardProgram) async throws -> Street {
        let path = try await program.path()
        let folder = FileManager.default.temporaryDirectory.appending(path: "heliograph-rig-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let street = try await Street(program: path, folder: folder)
        print(street.table(program.library))
        return street
    }

    private func expectCounts(_ street: Street) throws {
        let trains = [0, 4].flatMap { bounce in ["30/30", "31/70", "40/40", "50/50"].map { "\($0)+\(bounce)" } }
        #expect(street.shapes == ["start"] + trains + ["steady", "burst", "held", "again"])
        for shape in trains + ["steady"] {
            for meter in meters {
                let gain = try #require(street.gain(of: meter, by: shape), "no verified reading of \(meter), \(shape)")
                #expect(gain.pulses == (shape == "steady" ? 20 : 50), "\(meter), \(shape)")
                #expect(gain.lost == 0 && gain.stuck == 0, "\(meter), \(shape)")
                #expect((gain.bounced > 0) == shape.hasSuffix("+4"), "\(meter), \(shape)")
            }
        }
        // 2000 edges, each pair of them an excursion too short for an S0 pulse.
        #expect(street.gain(of: "m0", by: "burst") == .init(bounced: 1000))
        // The gateway was ended and started again: registers go on where they were.
        for meter in meters { #expect(street.gain(of: meter, by: "again") == .init(pulses: 50), "\(meter)") }
        #expect(street.faults.isEmpty)
        #expect(street.unrecorded.isEmpty)
        #expect(
            street.lines.filter { $0.first == "exit" }
                == ["board", "board", "mirror", "mirror", "mirror", "watch"].map { ["exit", $0, "0"] })
        #expect(
            street.lines.filter { $0.first == "check" }.map { $0.dropFirst().joined(separator: " ") } == [
                "line LIGHT is rig:4", "line LIGHT, lit and dark for a moment, reads as it is driven",
                "line LIGHT is rig:4, held by the running service",
            ])
        #expect(street.lines.first { $0.first == "light" } == ["light", "0", "1"], "the light blinks")
        #expect(street.lines.first { $0.first == "dark" } == ["dark", "0"], "and is dark after the end")
    }
}
