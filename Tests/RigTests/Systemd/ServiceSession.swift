import FoundationEssentials
import System
import Testing

/// What happened in the guest while `toolchain/rig/service.sh` ran there: the life of the packaged service, in one boot.
struct ServiceSession {
    /// The session that all tests look at; the guest boots once.
    static let shared = Task { try await ServiceSession() }

    /// What the script printed in each step, in its order.
    private let steps: [String: [String]]
    /// The entries that the service wrote to the journal, each with its fields.
    let journal: [[String: String]]

    private init() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "heliograph-systemd-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let packages = try await Packages(in: folder)
        let rig = "\(Board.repository)/toolchain/rig"
        let outcome = try await SystemdGuest.run(
            [
                "-t", "1200", "-o", "\(folder)/out", "-f", "\(packages.current):/rig/heliograph.deb",
                "-f", "\(packages.newer):/rig/newer.deb", "-f", "\(packages.older):/rig/older.deb",
                "-f", "\(rig)/service.sh:/rig/service.sh", "-f", "\(rig)/probe.sh:/rig/probe.sh",
            ], ". /rig/service.sh")
        try #require(outcome.exit == .code(0), "\(outcome.lines.joined(separator: "\n"))")
        var steps: [String: [String]] = [:]
        var step = ""
        for line in outcome.lines {
            if line.hasPrefix("== ") { step = String(line.dropFirst(3)) }
            steps[step, default: []].append(line)
        }
        self.steps = steps
        journal = try SmallFile.read("\(folder)/out/journal.json", limit: 1 << 24)
            .split(separator: UInt8(ascii: "\n")).compactMap { try Self.entry(Data($0)) }
    }

    /// The transcript of a step, which is printed too.
    func transcript(_ step: String) throws -> Transcript {
        let lines = try #require(steps[step], "the session did not get to “\(step)”")
        print(lines.joined(separator: "\n  "))
        return Transcript(lines: lines)
    }

    /// Fields that journald gives as lists of bytes or as null are left out.
    private static func entry(_ line: Data) throws -> [String: String]? {
        try JSONDecoder().decode([String: JournalValue].self, from: line).compactMapValues(\.text)
    }

    private struct JournalValue: Decodable {
        let text: String?

        init(from decoder: any Decoder) throws { text = try? decoder.singleValueContainer().decode(String.self) }
    }
}

/// What one step of the session printed.
struct Transcript {
    let lines: [String]

    /// The values of a line `fact NAME VALUE…`.
    func fact(_ name: String) -> [String]? {
        lines.map { $0.split(separator: " ").map(String.init) }.first { $0.starts(with: ["fact", name]) }
            .map { Array($0.dropFirst(2)) }
    }

    /// Whether any line contains a text.
    func says(_ text: String) -> Bool { lines.contains { $0.contains(text) } }
}

/// The package of the released program, and two of the same program under other versions.
private struct Packages {
    let current: String
    /// A later version with the same schema.
    let newer: String
    /// An earlier version with an earlier schema.
    let older: String

    init(in folder: String) async throws {
        let tools = "\(Board.repository)/toolchain/package"
        current = try await Self.lastLine("\(tools)/build", ["--output", folder])
        let script = "dpkg-deb --ctrl-tarfile \"$1\" | tar -xO ./preinst | sed -n 's/^schema=//p'"
        let schema = try await Self.lastLine("sh", ["-c", script, "sh", current])
        newer = try await Self.lastLine("\(tools)/variant", [current, "9.0.0~deb12", schema, folder])
        older = try await Self.lastLine("\(tools)/variant", [current, "0.0.1~deb12", "0", folder])
    }

    private static func lastLine(_ program: String, _ arguments: [String]) async throws -> String {
        let (exit, lines) = try await ChildProcess.run(program, arguments)
        try #require(exit == .code(0), "\(lines.joined(separator: "\n"))")
        return try #require(lines.last)
    }
}
