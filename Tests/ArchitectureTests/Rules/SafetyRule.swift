/// `unsafe` lives in the targets that speak C (libFuzzer calls `fuzz`), in a declaration that says under `// SAFETY:` why it holds.
enum SafetyRule {
    static let allowed: Set<String> = ["GPIO", "Signing", "MQTT", "Storage", "System", "YAML", "QRCode", "fuzz"]

    static func violations(in file: SourceFile) -> [Violation] {
        guard file.isShipped else { return [] }
        return file.text.code.indices.compactMap { index in
            guard let word = escape(in: file.text.code[index]) else { return nil }
            guard allowed.contains(file.target) else {
                return file.violation(line: index, "“\(word)” belongs in \(allowed.sorted().joined(separator: ", ")).")
            }
            let declaration = topLevelDeclaration(around: index, in: file.text)
            guard !file.text.comments[declaration].contains(where: { $0.contains("// SAFETY:") }) else { return nil }
            return file.violation(line: index, "“\(word)” without a “// SAFETY:” line in the same declaration.")
        }
    }

    private static func escape(in code: String) -> String? {
        if code.contains("@unchecked") { return "@unchecked" }
        return Words(code).contains("unsafe") ? "unsafe" : nil
    }

    /// From the comments and attributes above the outermost declaration to its closing brace.
    private static func topLevelDeclaration(around index: Int, in text: SourceText) -> Range<Int> {
        func isBlank(_ line: Int) -> Bool {
            text.code[line].allSatisfy(\.isWhitespace) && text.comments[line].allSatisfy(\.isWhitespace)
        }
        var start = index
        while start > 0, text.depths[start] > 0 || !isBlank(start - 1) { start -= 1 }
        var end = index + 1
        while end < text.code.count, text.depths[end] > 0 { end += 1 }
        return start..<end
    }
}

/// The identifiers and keywords of a line of code.
struct Words {
    private let words: [Substring]

    init(_ code: String) {
        words = code.split { !($0.isLetter || $0.isNumber || $0 == "_") }
    }

    func contains(_ word: String) -> Bool { words.contains { $0 == word } }
}
