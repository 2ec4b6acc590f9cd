import FoundationEssentials
import System
import Testing

/// Other people's programs, which check us without our code.
enum ForeignTool: String, CaseIterable {
    case mosquittoSub = "/usr/bin/mosquitto_sub"
    case goNote = "/usr/share/gocode/src/golang.org/x/mod/sumdb/note"
    case cwt = "venv/bin/python"
    case scittCose = "venv/bin/scitt-cose"
    case deviceTreeCompiler = "/usr/bin/dtc"
    case strace = "/usr/bin/strace"
    case ip = "/usr/sbin/ip"

    /// The repository's root, above this file's folder in `Tests`.
    static let root = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()

    /// Where it is.
    var path: String { rawValue.hasPrefix("/") ? rawValue : "\(Self.root)/.build/\(rawValue)" }

    /// A verifier in `Tests/ProgramTests/Verifiers`.
    static func script(_ name: String) -> String { "\(root)/Tests/ProgramTests/Verifiers/\(name)" }
}

extension Trait where Self == ConditionTrait {
    /// Skips a test where tools are missing, and fails it there on a machine that builds.
    static func needs(_ tools: ForeignTool...) -> Self {
        .enabled(
            if: CurrentProcess.variable("CI") == "true"
                || tools.allSatisfy { FileManager.default.fileExists(atPath: $0.path) },
            "missing: \(tools.map(\.path).joined(separator: ", ")); `toolchain/setup test` installs them")
    }
}
