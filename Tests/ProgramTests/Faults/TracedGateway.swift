import FoundationEssentials
import System

/// A gateway of which strace sees, and spoils, the system calls on its database.
struct TracedGateway: Sendable {
    let child: ChildProcess
    /// What strace writes, and what the gateway says.
    let trace: String
    let log: String

    /// - Parameter fault: what fails; nothing without it.
    static func start(_ roof: String, in street: RunningStreet, _ fault: SyscallFault?) async throws -> Self {
        let base = "\(street.folder.path)/\(roof)-\(UUID().uuidString)"
        let database = "\(street.folder.roof(roof))/heliograph.db"
        let names = fault.map { [$0.call] } ?? SyscallFault.kinds.map(\.call)
        var words = ["strace", "-D", "-f", "-qq", "--signal=none", "-o", "\(base).trace"]
        words += ["", "-wal", "-shm", "-lock"].flatMap { ["-P", database + $0] }
        words += ["-e", "trace=\(names.joined(separator: ","))"]
        if let fault { words += ["-e", fault.expression] }
        let child = try await street.start(roof, through: words, log: "\(base).log")
        return Self(child: child, trace: "\(base).trace", log: "\(base).log")
    }

    /// Whether a call has been spoilt, or the gateway was killed at it.
    func isHurt() -> Bool {
        if !child.isRunning { return true }
        return text(of: trace).contains("(INJECTED)")
    }

    /// What the gateway said.
    var words: String { text(of: log) }

    /// How many calls of each name a thread has made, at most, so far.
    func counts() -> [String: Int] {
        var counts: [Substring: [Substring: Int]] = [:]
        for line in text(of: trace).split(separator: "\n") {
            // “PID  name(arguments…” begins a call; “PID  <... name resumed>” ends one.
            let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
            guard parts.count == 2, let open = parts[1].firstIndex(of: "(") else { continue }
            let name = parts[1][..<open].drop { $0 == " " }
            guard !name.hasPrefix("<") else { continue }
            counts[name, default: [:]][parts[0], default: 0] += 1
        }
        return Dictionary(uniqueKeysWithValues: counts.map { (String($0.key), $0.value.values.max() ?? 0) })
    }

    private func text(of path: String) -> String {
        String(decoding: (try? SmallFile.read(path, limit: 1 << 26)) ?? [], as: UTF8.self)
    }
}
