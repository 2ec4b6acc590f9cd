import FoundationEssentials
import Gateway
import Testing

/// The tables of the configuration's README, which are the manual page heliograph.yaml(5) too, against the schema.
@Suite("The tables of keys")
struct DocumentedKeysTests {
    /// A section of the file: the heading of its table, the keys that its rows begin with, and where one stands in a file.
    struct Section: Sendable {
        let heading: String
        /// Keys that lead from the table to the section, such as `tls` in the table of `broker`.
        var prefix = ""
        /// A file with an unknown key in the section, which the schema answers with what it knows.
        let file: String
        /// Keys of the schema that another table has.
        var elsewhere: Set<String> = []
    }

    private static let unknown = "xxxxxxxxxxxxxxxxxxxxxxxx"
    private static let line: Set<String> = ["line", "chip", "offset", "bias", "active-low"]

    static let sections = [
        Section(heading: "Keys", file: "\(unknown): 1"),
        Section(heading: "Keys", prefix: "clock", file: "clock:\n  \(unknown): 1"),
        Section(heading: "`broker`", file: "broker:\n  \(unknown): 1"),
        Section(heading: "`broker`", prefix: "tls", file: "broker:\n  tls:\n    \(unknown): 1"),
        Section(heading: "A line", file: "light:\n  \(unknown): 1"),
        Section(heading: "A meter", file: "meters:\n  pv:\n    \(unknown): 1", elsewhere: line),
        Section(
            heading: "A meter", file: "meters:\n  pv:\n    kind: simulated\n    \(unknown): 1", elsewhere: ["profile"]),
        Section(heading: "A meter", prefix: "sun", file: simulated("sun")),
        Section(heading: "A meter", prefix: "household", file: simulated("household")),
    ]

    private static func simulated(_ kind: String) -> String {
        "meters:\n  pv:\n    kind: simulated\n    \(kind):\n      \(unknown): 1"
    }

    /// What the schema says may stand where an unknown key was written.
    private func known(in file: String) throws -> Set<String> {
        do throws(ConfigurationError) {
            _ = try GatewayConfiguration(IndentedText.node(file))
        } catch {
            for problem in error.problems {
                if case .unknownKey(let key, _, let known) = problem.fault, key.hasSuffix(Self.unknown) {
                    return Set(known)
                }
            }
        }
        Issue.record("the schema took an unknown key: \(file)")
        return []
    }

    /// The keys in the first column below each heading; a row that begins with two keys is one of a section.
    private func documented() throws -> [String: [[String]]] {
        let folders = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
        let path = folders.joined(separator: "/") + "/Sources/Gateway/Configuration/README.md"
        var tables: [String: [[String]]] = [:]
        var heading = ""
        for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
            if line.hasPrefix("#") { heading = String(line.drop { "# ".contains($0) }.prefix { $0 != ":" }) }
            guard line.hasPrefix("| `"), let cell = line.split(separator: "|").first else { continue }
            var prefix: [String] = []
            for part in cell.split(separator: ",") {
                var keys = part.split(separator: "`").map(String.init).filter { !$0.allSatisfy(\.isWhitespace) }
                if keys.count > 1 { prefix = keys.dropLast() } else { keys = prefix + keys }
                tables[heading, default: []].append(keys)
            }
        }
        return tables
    }

    @Test("name every key that the schema knows, and no other", arguments: sections.indices)
    func keys(index: Int) throws {
        let section = Self.sections[index]
        let rows = try #require(try documented()[section.heading], "there is no table “\(section.heading)”")
        let prefix = section.prefix.isEmpty ? [] : [section.prefix]
        let written = Set(
            rows.filter { $0.count > prefix.count && Array($0.prefix(prefix.count)) == prefix }
                .map { $0[prefix.count] })
        let known = try known(in: section.file)
        #expect(known.subtracting(section.elsewhere).subtracting(written).isEmpty, "missing in the table")
        if section.file.contains("kind: simulated"), prefix.isEmpty { return }  // a meter has keys of its kind
        let ofOtherKinds: Set = section.heading == "A meter" && prefix.isEmpty ? ["sun", "household"] : []
        #expect(written.subtracting(known).subtracting(ofOtherKinds).isEmpty, "unknown to the schema")
    }
}
