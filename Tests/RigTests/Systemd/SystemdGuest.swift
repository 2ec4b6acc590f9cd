import System
import Testing

/// The emulated Debian of `toolchain/rig`, booted by its own systemd.
enum SystemdGuest {
    /// Runs a shell command in the guest.
    /// - Parameter options: of `toolchain/rig/systemd-guest`.
    static func run(_ options: [String], _ command: String) async throws -> Board.Outcome {
        try await guest(options + ["--", command])
    }

    /// What this machine lacks for it, in the rig's words; `nil` if nothing.
    static func whatIsMissing() async throws -> String? {
        let program = "\(Board.repository)/.build/release/heliograph"
        guard (try? FileStatus(of: program)) != nil else { return "\(program) is not built: make release" }
        let outcome = try await guest(["-n"])
        return outcome.exit == .code(0) ? nil : outcome.lines.joined(separator: " ")
    }

    private static func guest(_ arguments: [String]) async throws -> Board.Outcome {
        let (exit, lines) = try await ChildProcess.run("\(Board.repository)/toolchain/rig/systemd-guest", arguments)
        return Board.Outcome(exit: exit, lines: lines)
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips a test where the guest cannot be emulated or there is no released program, and prints why. A build machine
    /// (`CI=true`) runs it regardless, so that what is missing there is a failure.
    static var needsSystemdGuest: Self {
        .enabled("the emulated Debian needs what `toolchain/setup test` installs, and a released program") {
            guard CurrentProcess.variable("CI") != "true", let missing = try await SystemdGuest.whatIsMissing() else {
                return true
            }
            print("Skipped: \(missing)")
            return false
        }
    }
}
