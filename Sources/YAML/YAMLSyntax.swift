/// Turns libyaml's complaint, which names the place where it gave up, into the place where a person has to write.
struct YAMLSyntax {
    let problem: String
    let position: YAMLPosition
    let context: String
    let contextPosition: YAMLPosition
    let lines: [Substring]

    /// The text is not even characters.
    static func unreadable(problem: String, at position: YAMLPosition) -> YAMLError {
        .syntax(at: position, problem: problem, mend: "the file is not plain text in UTF-8 here: save it as such.")
    }

    var error: YAMLError {
        switch problem {
        case "could not find expected ':'": missingColon(at: contextPosition)
        case "mapping values are not allowed in this context": unexpectedColon
        case "found character that cannot start any token" where character(at: position) == "\t":
            syntax(at: position, "a tab stands here: indent with spaces.")
        case "found character that cannot start any token":
            syntax(at: position, "a text that begins with “\(character(at: position))” goes in quotes.")
        case "found unexpected end of stream" where context.contains("quoted"):
            syntax(at: contextPosition, "the quote that opens here is never closed: close it on this line.")
        case "did not find expected ',' or ']'":
            syntax(
                at: contextPosition,
                "the list that opens here with “[” is not closed: separate with “,” and end with “]”.")
        case "did not find expected ',' or '}'":
            syntax(
                at: contextPosition,
                "the map that opens here with “{” is not closed: separate with “,” and end with “}”.")
        case "did not find expected key", "did not find expected '-' indicator": unexpectedIndentation
        case "did not find expected <document start>": textBeforeKeys
        default: syntax(at: position, context.isEmpty ? "" : "\(context):")
        }
    }

    private func syntax(at position: YAMLPosition, _ mend: String) -> YAMLError {
        .syntax(at: position, problem: "YAML: \(problem)", mend: mend)
    }

    /// A colon where none may be: the line above has lost its own and was read as the beginning of this key, or a
    /// value on this line holds a colon of its own.
    private var unexpectedColon: YAMLError {
        let own = content(ofLine: position.line)
        if own.split(separator: ": ").count > 2 || own.hasSuffix(":") && own.contains(": ") {
            return syntax(at: position, "a second colon on one line: put a value that holds “: ” in quotes.")
        }
        guard let above = incompleteMember(above: position.line) else {
            return syntax(at: position, "a key cannot stand here: is it indented as its neighbours are?")
        }
        return missingColon(at: above)
    }

    private var unexpectedIndentation: YAMLError {
        if let above = incompleteMember(above: position.line) { return missingColon(at: above) }
        return syntax(at: position, "this line does not fit in here: is it indented as its neighbours are?")
    }

    /// The file began with a line that was read as a text, and keys follow.
    private var textBeforeKeys: YAMLError {
        let first = lines.indices.first { !content(ofLine: $0 + 1).isEmpty } ?? 0
        if let line = incompleteMember(above: first + 2) { return missingColon(at: line) }
        return syntax(at: position, "this line does not fit to what stands above it: is a colon missing there?")
    }

    /// Where the line that says something above `line` begins, if it looks like a key and a value without a colon.
    private func incompleteMember(above line: Int) -> YAMLPosition? {
        var above = line - 1
        while above > 0, content(ofLine: above).isEmpty { above -= 1 }
        guard above > 0 else { return nil }
        let content = content(ofLine: above)
        let isMember = content.contains(": ") || content.hasSuffix(":")
        let column = indentation(ofLine: above) + 1
        guard !isMember, content.first.map({ $0.isLetter }) ?? false,
            character(at: YAMLPosition(line: above, column: column)) != "-"
        else { return nil }
        return YAMLPosition(line: above, column: column)
    }

    private func missingColon(at position: YAMLPosition) -> YAMLError {
        let words = content(ofLine: position.line).split(maxSplits: 1) { $0 == " " || $0 == ":" || $0 == "=" }
        guard let key = words.first else { return syntax(at: position, "a key needs a colon and a space after it.") }
        let value = words.count > 1 ? " \(words[1].drop { $0 == " " || $0 == "=" })" : ""
        return syntax(at: position, "there is no colon and space after the key “\(key)”: write “\(key):\(value)”.")
    }

    /// A line without indentation, list dashes and comment.
    private func content(ofLine line: Int) -> Substring {
        guard lines.indices.contains(line - 1) else { return "" }
        var content = lines[line - 1].drop { $0 == " " || $0 == "-" }
        if content.hasPrefix("#") { return "" }
        if let comment = content.firstRange(of: " #") { content = content[..<comment.lowerBound] }
        while content.last == " " || content.last == "\t" { content.removeLast() }
        return content
    }

    private func indentation(ofLine line: Int) -> Int { lines[line - 1].prefix { $0 == " " }.count }

    private func character(at position: YAMLPosition) -> Character {
        guard lines.indices.contains(position.line - 1) else { return " " }
        return lines[position.line - 1].dropFirst(position.column - 1).first ?? " "
    }
}
