import FoundationEssentials
import System
import Testing

/// The folder of a street that `heliograph demo --directory` made, as it lies on the disk.
struct StreetFolder: Hashable, Sendable {
    let path: String

    static let roofs = ["roof-1", "roof-2", "roof-3", "roof-4"]

    var policy: String { "\(path)/policy" }

    func roof(_ name: String) -> String { "\(path)/\(name)" }

    /// Where the street's broker listens.
    var port: String {
        get throws {
            let text = try text("broker/mosquitto.conf")
            let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("listener ") })
            return String(line.split(separator: " ")[1])
        }
    }

    /// The password of a gateway, or, without a name, of the user who may only read.
    func password(of roof: String? = nil) throws -> String {
        try text(roof.map { "\($0)/password" } ?? "password").trimmingCharacters
    }

    /// What `heliograph watch` needs to log in as the user who may only read.
    var watchOptions: [String] {
        get throws {
            [
                "--broker", "127.0.0.1:\(try port)", "--policy", policy, "--user", "observer", "--password-file",
                "\(path)/password",
            ]
        }
    }

    /// Arguments with which mosquitto's own clients log in: as a gateway, or as the user who may only read.
    func clientOptions(as roof: String? = nil) throws -> [String] {
        [
            "-V", "mqttv5", "-h", "127.0.0.1", "-p", try port, "-u", roof.map { "demo.street/\($0)" } ?? "observer",
            "-P", try password(of: roof), "-q", "1",
        ]
    }

    /// Waits until the broker takes subscribers.
    func awaitBroker() async throws {
        for _ in 0..<600 {
            if let options = try? clientOptions() {
                let (exit, _) = try await ChildProcess.run("mosquitto_sub", options + ["-E", "-t", "heliograph/1/#"])
                if exit == .code(0) { return }
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("the broker in \(path) did not start within a minute")
    }

    /// Starts a subscriber that is none of ours and writes every message: topic, space, payload in hexadecimal.
    func startWire() async throws -> ChildProcess {
        try await ChildProcess.start(
            ChildCommand(
                "mosquitto_sub", try clientOptions() + ["-F", "%t %x", "-t", "heliograph/1/#"],
                output: .file("\(path)/wire"), errors: .discarded, endsWithParent: true))
    }

    /// What such a subscriber wrote so far; a line that is not complete yet is left out.
    func wire() throws -> [WireMessage] {
        let text = String(decoding: try SmallFile.read("\(path)/wire", limit: 1 << 28), as: UTF8.self)
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().compactMap { WireMessage($0) }
    }

    private func text(_ name: String) throws -> String {
        String(decoding: try SmallFile.read("\(path)/\(name)"), as: UTF8.self)
    }
}

/// A message as a foreign subscriber saw it.
struct WireMessage: Hashable, Sendable {
    let topic: String
    let payload: [UInt8]

    /// - Returns: `nil` for a line that is not one of ``StreetFolder/startWire()``'s.
    init?(_ line: Substring) {
        guard let space = line.firstIndex(of: " ") else { return nil }
        topic = String(line[..<space])
        let digits = line[line.index(after: space)...].utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count.isMultiple(of: 2) else { return nil }
        var payload: [UInt8] = []
        for position in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[position], let low = digits[position + 1] else { return nil }
            payload.append(UInt8(high * 16 + low))
        }
        self.payload = payload
    }

    /// The topic's parts: `heliograph`, `1`, community, gateway, kind, …
    var parts: [Substring] { topic.split(separator: "/") }
}

extension String {
    fileprivate var trimmingCharacters: String { String(self.prefix { !$0.isWhitespace }) }
}
