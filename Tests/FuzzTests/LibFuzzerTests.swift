import FoundationEssentials
import System
import Testing

@testable import fuzz

/// libFuzzer itself, for a short while: `make fuzz` is for a long one.
@Suite("libFuzzer")
struct LibFuzzerTests {
    @Test("finds nothing in ten seconds a target, two at a time", .needsFuzzers)
    func tenSeconds() async throws {
        let script = "\(FuzzTargetTests.files.repository)/toolchain/fuzz/run"
        let (exit, lines) = try await ChildProcess.run(script, ["--seconds", "10", "--jobs", "2"])
        print(lines.joined(separator: "\n"))
        #expect(exit == .code(0), "\(lines.joined(separator: "\n"))")
        #expect(lines.count > 25, "a row for each target")
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips where the fuzzers are not built, or are older than what they shall find faults in.
    fileprivate static var needsFuzzers: Self {
        .enabled("toolchain/fuzz/build has not built these sources: not run, or this Swift has no libFuzzer") {
            let repository = FuzzTargetTests.files.repository
            guard let built = date("\(repository)/.build-fuzz/release/fuzz") else { return false }
            let names = try FileManager.default.subpathsOfDirectory(atPath: "\(repository)/Sources")
            return !names.contains { name in
                name.hasSuffix(".swift") && (date("\(repository)/Sources/\(name)") ?? built) > built
            }
        }
    }

    private static func date(_ path: String) -> Date? {
        try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
    }
}
