import FoundationEssentials
import System
import Testing

/// Count first, connect later.
@Suite("The first edge after a start, on the emulated board", .needsBoard)
struct FirstEdgeTests {
    @Test("The released program counts within 300 ms, at 250 million instructions a second")
    func first() async throws {
        let released = "\(Board.repository)/.build/release/heliograph"
        let isReleased = FileManager.default.fileExists(atPath: released)
        let program = isReleased ? released : "\(Board.repository)/.build/debug/heliograph"
        let folder = FileManager.default.temporaryDirectory.appending(path: "heliograph-rig-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let options = [
            "-o", folder, "-b", "\(program):/bin/heliograph", "-b", "/usr/bin/sqlite3",
            "-f", "\(Board.repository)/toolchain/rig/first-edge.sh:/first-edge.sh",
        ]
        let outcome = try await Board.run(options, "sh /first-edge.sh")
        let said = outcome.lines.joined(separator: "\n")
        try #require(outcome.exit == .code(0), "\(said)")
        let words = try #require(outcome.lines.first { $0.hasPrefix("first ") }, "\(said)").split(separator: " ")
        let milliseconds = words.dropFirst().compactMap { Int($0) }
        try #require(milliseconds.count == 2, "\(said)")
        let build = isReleased ? "released" : "debug"
        print(
            "The \(build) program: lines open \(milliseconds[0]) ms after its start, first counted pulse within \(milliseconds[1]) ms."
        )
        // Pulses come every 30 ms, the clock that says when the program was started has steps of 10 ms, and time is
        // virtual: nothing here depends on how busy this machine is.
        #expect(milliseconds[1] > 0)
        #expect(!isReleased || milliseconds[1] <= 300)
    }
}
