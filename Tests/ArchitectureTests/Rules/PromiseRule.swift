/// What the sources' document promises to happen has a suite or a test that is named after it, where the document says, and
/// every other one that it names exists.
enum PromiseRule {
    static let path = "Sources/README.md"
    static let heading = "## What happens when"

    /// - Parameter targets: of each display name of a suite or a test, the test targets that have one of it.
    static func violations(in document: Document, targets: [String: Set<String>]) -> [Violation] {
        rows(of: document).flatMap { row in
            var messages: [String] = []
            let name = row.when.prefix(1).uppercased() + row.when.dropFirst()
            let place = row.shown.split(separator: "`", omittingEmptySubsequences: false).dropFirst().first
            if targets[name]?.contains(place.map(String.init) ?? "") != true {
                messages.append("\(place ?? "no target") has no suite and no test of the name “\(name)”.")
            }
            for quoted in row.shown.split(separator: "“").dropFirst() {
                let other = String(quoted.prefix { $0 != "”" })
                if targets[other] == nil { messages.append("there is no suite and no test of the name “\(other)”.") }
            }
            return messages.map { Violation(path: document.path, line: row.line, message: $0) }
        }
    }

    /// The table's rows below its head.
    static func rows(of document: Document) -> [(line: Int, when: String, shown: String)] {
        var rows: [(line: Int, when: String, shown: String)] = []
        var isInside = false
        for (index, line) in document.lines.enumerated() {
            if line.hasPrefix("## ") { isInside = line == heading }
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
            guard isInside, cells.count == 5, !line.hasPrefix("|---") else { continue }
            rows.append((index + 1, trimmed(cells[1]), trimmed(cells[3])))
        }
        return Array(rows.dropFirst())
    }

    /// The display names of the suites and tests of a file.
    static func names(in file: SourceFile) -> [String] {
        var names: [String] = []
        for (line, next) in zip(file.lines, file.lines.dropFirst() + [""]) {
            guard let start = ["@Suite(", "@Test("].lazy.compactMap({ line.firstRange(of: $0)?.upperBound }).first
            else {
                continue
            }
            let rest = line[start...]
            let text = rest.isEmpty ? next.drop(while: \.isWhitespace) : rest
            if text.hasPrefix("\"") { names.append(String(text.dropFirst().prefix { $0 != "\"" })) }
        }
        return names
    }

    private static func trimmed(_ cell: Substring) -> String {
        let start = cell.drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}
