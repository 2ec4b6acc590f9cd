import System
import Testing

/// What `toolchain/rig/check.sh` showed on the board, case by case.
struct BoardCases {
    /// What one command said, and its exit status.
    struct Case {
        var lines: [String] = []
        var exit: Int?

        /// The command's text, for an expectation that fails.
        var text: String { lines.joined(separator: "\n") }

        /// Whether a line says all of `words`, in their order.
        func says(_ words: String...) -> Bool {
            lines.contains { line in
                var rest = line[...]
                return words.allSatisfy { word in
                    guard let range = rest.firstRange(of: word) else { return false }
                    rest = rest[range.upperBound...]
                    return true
                }
            }
        }
    }

    private var cases: [String: Case] = [:]
    /// What the board said outside of any case.
    private(set) var others: [String] = []

    /// Runs the script with a program.
    init(program: String) async throws {
        let options = [
            "-t", "900", "-b", "\(program):/bin/heliograph", "-b", "/usr/bin/gpiomon", "-b", "/usr/bin/udevadm",
            "-f", "\(Board.repository)/board:/boards", "-f", "\(Board.repository)/toolchain/rig/check.sh:/check.sh",
            "-f", "\(Board.repository)/board/60-heliograph.rules:/lib/udev/rules.d/60-heliograph.rules",
        ]
        let outcome = try await Board.run(options, "sh /check.sh")
        var name: String?
        for line in outcome.lines {
            let words = line.split(separator: " ")
            if words.count == 2, words[0] == "case" {
                name = String(words[1])
                cases[String(words[1])] = Case()
            } else if let open = name, words.count == 2, words[0] == "exit", let status = Int(words[1]) {
                cases[open]?.exit = status
                name = nil
            } else if let name {
                cases[name]?.lines.append(line)
            } else {
                others.append(line)
            }
        }
        try #require(outcome.exit == .code(0), "\(outcome.lines.joined(separator: "\n"))")
    }

    /// A case by its name.
    func named(_ name: String) throws -> Case { try #require(cases[name], "no case “\(name)”: \(others)") }
}
