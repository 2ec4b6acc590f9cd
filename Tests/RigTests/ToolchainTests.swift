import FoundationEssentials
import System
import Testing

/// What can be said of the toolchain's scripts without running them: some run on demand only, for minutes.
@Suite("The toolchain")
struct ToolchainTests {
    private static let folder = "\(Board.repository)/toolchain"

    @Test("Every script parses")
    func scripts() async throws {
        let scripts = try Self.files().filter { file in
            let line = Self.firstLine(of: file)
            return file.hasSuffix(".sh") || line.hasPrefix("#!") && line.hasSuffix("sh")
        }
        #expect(scripts.count > 15, "the scripts were not found")
        for script in scripts {
            let (exit, lines) = try await ChildProcess.run("/bin/bash", ["-n", script])
            #expect(exit == .code(0), "\(lines.joined(separator: "\n"))")
        }
    }

    @Test("The arm64 build names one Swift: a compiler, and two packages of the same version, each with its SHA-256")
    func swiftPackages() throws {
        let text = try String(decoding: SmallFile.read("\(Self.folder)/arm64/swift-packages"), as: UTF8.self)
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ") }
        #expect(lines.count == 3)
        var versions: Set<Substring> = []
        var packages: Set<String> = []
        for words in lines {
            try #require(words.count == 2)
            #expect(words[0].utf8.count == 64 && words[0].allSatisfy { "0123456789abcdef".contains($0) })
            let parts = words[1].split(separator: "_")
            try #require(parts.count == 3, "\(words[1]) is not NAME_VERSION_ARCHITECTURE.deb")
            versions.insert(parts[1])
            packages.insert("\(parts[0]) \(parts[2])")
        }
        #expect(versions.count == 1)
        #expect(packages == ["swiftlang amd64.deb", "swiftlang arm64.deb", "libswiftlang arm64.deb"])
    }

    @Test("The SDK's three files are JSON")
    func bundle() throws {
        for name in ["info", "swift-sdk", "toolset"] {
            let bytes = try SmallFile.read("\(Self.folder)/arm64/sdk/\(name).json")
            _ = try JSONDecoder().decode([String: Anything].self, from: Data(bytes))
        }
    }

    @Test("The board's bench compiles, and its table has both programs and their ratio")
    func boardBench() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "heliograph-bench-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let bench = "\(Self.folder)/bench"
        let libraries = ["board-probe": [], "board-floor": ["-lgpiod", "-lmosquitto"]]
        for (name, libraries) in libraries {
            let (exit, lines) = try await ChildProcess.run(
                "/usr/bin/gcc",
                ["-std=gnu11", "-Wall", "-Wextra", "-Werror", "\(bench)/\(name).c", "-o", "\(folder)/\(name)"]
                    + libraries)
            #expect(exit == .code(0), "\(lines.joined(separator: "\n"))")
        }
        let ours = "start 250.1\ntime 1 40000000 60 60\ntime 16 190000000 960 60\ncounted 1025 1025\n"
        let floor = "start 50\ntime 1 4000000 60 60\ntime 16 19000000 960 60\ncounted 1025 1025\n"
        try Data(ours.utf8).write(to: URL(filePath: "\(folder)/ours"))
        try Data(floor.utf8).write(to: URL(filePath: "\(folder)/floor"))
        let (exit, lines) = try await ChildProcess.run("\(bench)/board-table", ["\(folder)/ours", "\(folder)/floor"])
        #expect(exit == .code(0))
        let rows = lines.map { $0.split(separator: " ").map(String.init) }
        #expect(rows.first == ["heliograph", "floor", "ratio"])
        #expect(rows.first { $0.first == "start" }?.suffix(3) == ["250", "50", "5.0"])
        #expect(rows.first { $0.first == "instructions" }?.suffix(3) == ["42", "4", "10.0"])
    }

    private static func files() throws -> [String] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
        return names.map { "\(folder)/\($0)" }
    }

    private static func firstLine(of file: String) -> String {
        guard let bytes = try? SmallFile.read(file) else { return "" }
        return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    /// Whatever stands in a JSON file.
    private struct Anything: Decodable {
        init(from decoder: any Decoder) throws {}
    }
}
