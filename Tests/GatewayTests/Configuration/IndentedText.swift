import Gateway

/// Nodes from indented `key: value` lines, with the places they would have in a file. Enough for tests: the program
/// reads YAML, which the shell does not know.
struct IndentedText {
    private var lines: [(indentation: Int, key: String, value: String, line: Int)] = []
    private var next = 0

    static func node(_ text: String) -> ConfigurationNode {
        var reader = Self()
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where !line.isEmpty {
            let content = line.drop { $0 == " " }
            let parts = content.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
            reader.lines.append((line.count - content.count, String(parts[0]), value, index + 1))
        }
        return reader.map(indentation: 0)
    }

    private mutating func map(indentation: Int) -> ConfigurationNode {
        let start = ConfigurationPosition(line: next < lines.count ? lines[next].line : 1, column: indentation + 1)
        var members: [ConfigurationMember] = []
        while next < lines.count, lines[next].indentation == indentation {
            let line = lines[next]
            next += 1
            let value: ConfigurationNode
            if next < lines.count, lines[next].indentation > indentation {
                value = map(indentation: lines[next].indentation)
            } else {
                let column = indentation + line.key.count + 3
                value = ConfigurationNode(
                    content: line.value == "[]" ? .list([]) : .text(line.value),
                    position: ConfigurationPosition(line: line.line, column: column))
            }
            members.append(
                ConfigurationMember(
                    key: line.key, position: ConfigurationPosition(line: line.line, column: indentation + 1),
                    value: value))
        }
        return ConfigurationNode(content: .map(members), position: start)
    }
}
