import System
import Testing

/// The emulated board of `toolchain/rig`.
enum Board {
    /// What a command on the board did.
    struct Outcome {
        let exit: ChildProcess.Exit
        /// The command's output and what the rig said, line by line.
        let lines: [String]
    }

    /// The top folder of the repository.
    static let repository = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/")

    /// Runs a shell command on the board.
    /// - Parameter options: of `toolchain/rig/run`.
    static func run(_ options: [String] = [], _ command: String) async throws -> Outcome {
        try await rig(options + ["--", command])
    }

    /// What this machine lacks for emulating the board, in the rig's words; `nil` if nothing.
    static func whatIsMissing() async throws -> String? {
        let outcome = try await rig(["-n"])
        return outcome.exit == .code(0) ? nil : outcome.lines.joined(separator: " ")
    }

    private static func rig(_ arguments: [String]) async throws -> Outcome {
        let (exit, lines) = try await ChildProcess.run("\(repository)/toolchain/rig/run", arguments)
        return Outcome(exit: exit, lines: lines)
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips a test where the board cannot be emulated, and prints why. A build machine (`CI=true`) runs it regardless,
    /// so that what is missing there is a failure.
    static var needsBoard: Self {
        .enabled("the emulated board needs what `toolchain/setup test` installs") {
            guard CurrentProcess.variable("CI") != "true", let missing = try await Board.whatIsMissing() else {
                return true
            }
            print("Skipped: \(missing)")
            return false
        }
    }
}
