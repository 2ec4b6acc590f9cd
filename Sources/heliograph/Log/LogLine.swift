/// A message with its facts, as a person reads it: “starting (origin: linden.energy/roof-a, version: 0.1.0)”.
struct LogLine {
    let message: String
    let facts: [String: String]

    /// One line, whatever stands in it: what a neighbour sent may be part of a reason.
    var text: String {
        guard !facts.isEmpty else { return Self.oneLine(message) }
        let list = facts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        return Self.oneLine("\(message) (\(list.joined(separator: ", ")))")
    }

    /// Control characters, and the separators that end a line elsewhere, as Swift writes them in a literal.
    private static func oneLine(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isSeparating) else { return text }
        return text.unicodeScalars.map { isSeparating($0) ? $0.escaped(asASCII: true) : String($0) }.joined()
    }

    private static func isSeparating(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
