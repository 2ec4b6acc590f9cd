/// A `///` above every declaration that other targets see: what the signature cannot say.
///
/// Free of it are initialisers that only assign, and fulfilments of the standard library's protocols.
enum DocumentationRule {
    private static let declarators: Set<Substring> = [
        "struct", "class", "enum", "actor", "protocol", "func", "var", "let", "init", "subscript", "typealias", "macro",
    ]
    private static let operators = ["func ==(", "func == (", "func <(", "func < (", "func hash(into"]

    static func violations(in file: SourceFile) -> [Violation] {
        guard file.isShipped else { return [] }
        return file.text.code.indices.compactMap { index in
            guard let declaration = declaration(in: file.text.code[index]) else { return nil }
            if isDocumented(index, in: file) || isFulfilment(declaration) { return nil }
            if declaration.declarator == "init", onlyAssigns(at: index, in: file.text) { return nil }
            return file.violation(line: index, "“\(declaration.declarator) \(declaration.name)” has no “///” above it.")
        }
    }

    private struct Declaration {
        let declarator: Substring
        let name: Substring
        let signature: String
    }

    /// The declaration that a line of code begins with `package` or `public`, if it does.
    private static func declaration(in code: String) -> Declaration? {
        let words = code.split { " (:?".contains($0) }
        let access = words.prefix { !declarators.contains($0) }
        guard access.contains("package") || access.contains("public"), !access.contains("import"),
            !access.contains("extension"), access.count < words.count
        else { return nil }
        var rest = words[access.count...]
        var declarator = rest.removeFirst()
        // `class func`, and `static let` whose `static` already went with the modifiers.
        if declarator == "class", let next = rest.first, declarators.contains(next) { declarator = rest.removeFirst() }
        return Declaration(declarator: declarator, name: rest.first ?? "", signature: code)
    }

    private static func isFulfilment(_ declaration: Declaration) -> Bool {
        switch declaration.declarator {
        case "func": operators.contains { declaration.signature.contains($0) }
        case "var": ["description", "debugDescription"].contains(declaration.name)
        default: false
        }
    }

    private static func isDocumented(_ index: Int, in file: SourceFile) -> Bool {
        // Attributes may stand between, and so may a remark that is not for readers of the documentation.
        func isBetween(_ line: Substring) -> Bool {
            line.hasPrefix("@") || line.hasPrefix("//") && !line.hasPrefix("///")
        }
        var above = index - 1
        while above >= 0, isBetween(file.lines[above].drop(while: \.isWhitespace)) { above -= 1 }
        return above >= 0 && file.lines[above].drop(while: \.isWhitespace).hasPrefix("///")
    }

    private static func onlyAssigns(at index: Int, in text: SourceText) -> Bool {
        guard let end = text.closingLine(ofBodyAt: index) else { return false }
        let code = text.code[index...end].joined(separator: "\n")
        guard let open = code.firstIndex(of: "{"), let close = code.lastIndex(of: "}") else { return false }
        return code[code.index(after: open)..<close].split { $0 == "\n" || $0 == ";" }.allSatisfy { statement in
            let words = statement.split(separator: " ")
            guard let first = words.first else { return true }
            return words.count > 2 && words[1] == "=" && !["let", "var"].contains(first)
        }
    }
}
