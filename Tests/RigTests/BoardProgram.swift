import System
import Testing

/// The program as the board runs it, once for each libgpiod.
struct BoardProgram: Sendable, CustomTestStringConvertible {
    /// The library's version.
    let library: String
    private let scratch: String

    static let all = [
        BoardProgram(library: "1.6.3", scratch: ".build"), BoardProgram(library: "2.1.3", scratch: ".build-libgpiod2"),
    ]

    var testDescription: String { "libgpiod \(library)" }

    /// Where it is; built first where no other test needs it.
    func path() async throws -> String {
        if scratch != ".build" {
            let (exit, lines) = try await ChildProcess.run(
                "\(Board.repository)/toolchain/rig/libgpiod2", ["build", "--product", "heliograph"])
            try #require(exit == .code(0), "\(lines.joined(separator: "\n"))")
        }
        return "\(Board.repository)/\(scratch)/debug/heliograph"
    }
}
