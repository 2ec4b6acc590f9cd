import FoundationEssentials
import System
import Testing

/// A `heliograph watch` beside a street, and what it has said so far.
struct StreetWatch: Sendable {
    /// One line of it.
    struct Line: Decodable {
        var kind: String
        var origin: String?
        var index: UInt64?
        var state: String?
        var words: String?
    }

    /// What nobody must be told of an honest street.
    private static let accusations: Set<String> = ["unverifiable", "contradiction", "evidence"]

    private let child: ChildProcess
    private let path: String

    /// - Parameters:
    ///   - broker: host and port.
    ///   - words: that become the watch, such as nsenter's.
    static func start(_ folder: StreetFolder, broker: String, through words: [String] = []) async throws -> Self {
        let path = "\(folder.path)/watch-\(UUID().uuidString)"
        let all =
            words + [
                try HeliographProgram.path, "watch", "--broker", broker, "--policy", folder.policy, "--user",
                "observer",
                "--password-file", "\(folder.path)/password", "--json",
            ]
        let child = try await ChildProcess.start(
            ChildCommand(
                all[0], Array(all.dropFirst()), output: .file(path), errors: .file("\(path).log"), endsWithParent: true)
        )
        return Self(child: child, path: path)
    }

    /// Every complete line so far.
    func lines() throws -> [Line] {
        let text = String(decoding: try SmallFile.read(path, limit: 1 << 26), as: UTF8.self)
        return try text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
            try JSONDecoder().decode(Line.self, from: Data($0.utf8))
        }
    }

    /// The gateways of which a reading was seen: from then on it is known how old a record may be.
    func heard() throws -> Set<String> {
        Set(try lines().filter { $0.kind == "statement" && $0.index ?? 0 > 0 }.compactMap(\.gateway))
    }

    /// The gateways of which the newest record is too old, as the watch says.
    func overdue() throws -> Set<String> {
        var overdue: Set<String> = []
        for line in try lines() {
            guard let gateway = line.gateway else { continue }
            if line.kind == "overdue" { overdue.insert(gateway) }
            if line.kind == "resumed" { overdue.remove(gateway) }
        }
        return overdue
    }

    /// Ends it. Whatever it had to say of age, nothing that it saw was false.
    func finish() async throws {
        child.signal(SignalNumber.interrupt)
        let exit = await child.wait()
        let accused = try lines().filter { Self.accusations.contains($0.kind) }
        #expect(exit == .code(0) && accused.isEmpty, "\(exit): \(accused)")
    }
}

extension StreetWatch.Line {
    /// The sender's name without its community.
    var gateway: String? { origin?.split(separator: "/").last.map(String.init) }
}
