import System
import Testing

/// A copy of this system in which packages are installed, thrown away afterwards: `toolchain/package/trial`.
enum Trial {
    private static let script = "\(BuiltPackage.repository)/toolchain/package/trial"

    /// Runs a shell command there, with files in its working folder.
    static func run(_ files: [String], _ command: String) async throws -> (exit: ChildProcess.Exit, lines: [String]) {
        try await ChildProcess.run(script, files + ["--", command])
    }

    /// What stands in the way on this machine; `nil` if nothing.
    static func obstacle() async throws -> String? {
        let (exit, lines) = try await ChildProcess.run(script, ["-n"])
        return exit == .code(0) ? nil : lines.joined(separator: " ")
    }

    /// The package under another version, saying that its program knows another schema.
    /// - Parameter version: of the program, such as `0.2.0`.
    static func variant(_ version: String, schema: Int, in folder: String) async throws -> String {
        let (exit, lines) = try await ChildProcess.run(
            "\(BuiltPackage.repository)/toolchain/package/variant",
            [try BuiltPackage.path, version, "\(schema)", folder])
        try #require(exit == .code(0), "\(lines)")
        return try #require(lines.last)
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips a test where no copy of the system can be had, and prints why. A build machine (`CI=true`) runs it
    /// regardless, so that what is missing there is a failure.
    static var needsTrial: Self {
        .enabled("maintainer scripts are tried as root, on Debian 12, with what `toolchain/setup test` installs") {
            guard CurrentProcess.variable("CI") != "true", let obstacle = try await Trial.obstacle() else {
                return true
            }
            print("Skipped: \(obstacle)")
            return false
        }
    }
}
