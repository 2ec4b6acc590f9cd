import YAML

/// A tree as YAML of one spelling: flow style, every text in double quotes, everything beyond ASCII escaped.
enum YAMLText {
    static func flow(_ node: YAMLNode) -> String {
        switch node.content {
        case .scalar(let text, _): quoted(text)
        case .sequence(let elements): "[" + elements.map { "\n" + flow($0) }.joined(separator: ",") + "]"
        case .mapping(let members):
            "{" + members.map { "\n? \(quoted($0.key))\n: " + flow($0.value) }.joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.unicodeScalars.map(escaped).joined() + "\""
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"", "\\": return "\\" + String(scalar)
        case " "..."~": return String(scalar)
        default:
            let digits = String(scalar.value, radix: 16)
            return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
        }
    }
}
