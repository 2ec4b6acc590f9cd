import FoundationEssentials
import System
import Testing

/// The Debian package as `make deb` leaves it.
enum BuiltPackage {
    /// The top folder of the repository.
    static let repository = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/")

    /// Debian's name for what this machine runs.
    static var architecture: String {
        #if arch(arm64)
            "arm64"
        #else
            "amd64"
        #endif
    }

    private static let folder = "\(repository)/.build/package"

    /// Where it is.
    /// - Throws: where there is none, or several, of which one is an old version.
    static var path: String {
        get throws {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
                .filter { $0.hasPrefix("heliograph_") && $0.hasSuffix("_\(architecture).deb") }
            try #require(names.count == 1, "remove what is not of this version: \(names)")
            return "\(folder)/\(names[0])"
        }
    }

    /// Whether it is of these sources and of this commit; a machine that builds must have it, and the tests fail there
    /// without.
    static func isUsable() async throws -> Bool {
        if CurrentProcess.variable("CI") == "true" { return true }
        let files = FileManager.default
        guard let path = try? path, let built = date(path) else { return false }
        let (_, commit) = try await ChildProcess.run("git", ["-C", repository, "log", "-1", "--format=%ct"])
        guard let committed = commit.first.flatMap(Double.init), committed <= built.timeIntervalSince1970 else {
            return false
        }
        return !["Sources", "toolchain/package", "systemd", "board"].contains { folder in
            let names = (try? files.subpathsOfDirectory(atPath: "\(repository)/\(folder)")) ?? []
            return names.contains { (date("\(repository)/\(folder)/\($0)") ?? built) > built }
        }
    }

    private static func date(_ path: String) -> Date? {
        try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
    }

    /// A field of its control file.
    static func field(_ name: String) async throws -> String {
        let (exit, lines) = try await ChildProcess.run("dpkg-deb", ["--field", try path, name])
        try #require(exit == .code(0), "\(lines)")
        return lines.joined(separator: "\n")
    }

    /// The database's schema that its program knows, as its `preinst` says.
    static func schema() async throws -> Int {
        let (_, lines) = try await ChildProcess.run("dpkg-deb", ["--info", try path, "preinst"])
        let line = try #require(lines.first { $0.hasPrefix("schema=") }, "\(lines)")
        return try #require(Int(line.dropFirst("schema=".count)))
    }

    /// Unpacks it without its scripts.
    static func extract(to folder: String) async throws {
        let (exit, lines) = try await ChildProcess.run("dpkg-deb", ["--extract", try path, folder])
        try #require(exit == .code(0), "\(lines)")
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips a test where no package of these sources was built.
    static var needsPackage: Self {
        .enabled("the package is not built, or older than its sources: make deb") { try await BuiltPackage.isUsable() }
    }
}

/// A folder for one test, removed after it.
struct TemporaryFolder: ~Copyable {
    let path: String

    init() throws {
        path = "\(FileManager.default.temporaryDirectory.path)/heliograph-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
