import FoundationEssentials
import System
import Testing

/// The program as it is installed: optimised, with Swift's libraries inside, without what is not needed.
@Suite(
    "The released program",
    .enabled(if: ReleasedProgram.isUsable, "it is not built, or older than its sources: make release"))
struct ReleaseTests {
    @Test("is at most 25 MB when stripped")
    func size() async throws {
        let folder = try TemporaryFolder()
        let stripped = "\(folder.path)/heliograph"
        let (exit, lines) = try await ChildProcess.run("strip", ["-o", stripped, ReleasedProgram.path])
        #expect(exit == .code(0), "\(lines)")
        let attributes = try FileManager.default.attributesOfItem(atPath: stripped)
        let size = try #require(attributes[.size] as? UInt64)
        print("The released program, stripped: \(size / 1_000_000) MB.")
        #expect((1_000_000...25_000_000).contains(size))
    }

    @Test("carries no ICU and no Foundation, neither beside it nor inside")
    func closure() async throws {
        let (_, libraries) = try await ChildProcess.run("ldd", [ReleasedProgram.path])
        #expect(libraries.contains { $0.contains("libcrypto") }, "\(libraries)")
        let unwanted = ["icu", "foundation", "libswift"]
        #expect(!libraries.contains { line in unwanted.contains { line.lowercased().contains($0) } }, "\(libraries)")
        let (_, entries) = try await ChildProcess.run("readelf", ["--dynamic", "--wide", ReleasedProgram.path])
        #expect(entries.contains { $0.contains("(NEEDED)") && $0.contains("libmosquitto") }, "\(entries)")
        #expect(!entries.contains { $0.contains("(NEEDED)") && $0.lowercased().contains("icu") })

        // Swift's own copy of ICU names its functions swift_ucal_open and so on, and its data icudt.
        let symbols = "swift_(u_|u[a-z]+_)|icudt"
        #expect(try await lines(matching: symbols, in: ReleasedProgram.path) == 0)
        #expect(try await lines(matching: "Metering", in: ReleasedProgram.path) > 0, "it has symbols to look at")
    }

    /// How many symbols match an extended regular expression.
    private func lines(matching pattern: String, in program: String) async throws -> Int {
        let (_, count) = try await ChildProcess.run(
            "sh", ["-c", "nm --format=posix \"$1\" | grep -cE \"$2\"", "sh", program, pattern])
        return try #require(count.first.flatMap { Int($0) }, "\(count)")
    }
}

/// Where `make release` leaves it.
enum ReleasedProgram {
    static var path: String { "\(ForeignTool.root)/.build/release/heliograph" }

    /// Whether it is of these sources; a machine that builds must have it, and the tests fail there without.
    static var isUsable: Bool {
        if CurrentProcess.variable("CI") == "true" { return true }
        let files = FileManager.default
        guard let built = date(path), let names = try? files.subpathsOfDirectory(atPath: "\(ForeignTool.root)/Sources")
        else { return false }
        let sources = names.filter { name in [".swift", ".c", ".h", ".modulemap"].contains { name.hasSuffix($0) } }
        return !sources.contains { (date("\(ForeignTool.root)/Sources/\($0)") ?? built) > built }
    }

    private static func date(_ path: String) -> Date? {
        try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
    }
}
