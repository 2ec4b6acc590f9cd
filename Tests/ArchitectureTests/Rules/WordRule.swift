/// Words that do not appear: ways to crash on input, unfinished work, and names that say nothing.
enum WordRule {
    private static let calls = ["fatalError(", "try!", "as!"]
    private static let remarks = ["TODO", "FIXME", "XXX"]
    private static let declarators: Set<Substring> = ["struct", "class", "enum", "actor", "protocol"]
    private static let emptyNames = ["Manager", "Helper", "Util", "Utils", "Utility"]

    static func violations(in file: SourceFile) -> [Violation] {
        file.text.code.indices.flatMap { index -> [Violation] in
            let code = file.text.code[index]
            let everything = code + file.text.comments[index]
            let words =
                calls.filter { code.contains($0) } + remarks.filter { Words(everything).contains($0) }
                + emptyNames.filter { declaredType(in: code)?.hasSuffix($0) ?? false }
            return words.map { file.violation(line: index, "“\($0)” does not belong here.") }
        }
    }

    private static func declaredType(in code: String) -> Substring? {
        let words = code.split { !($0.isLetter || $0.isNumber || $0 == "_") }
        guard let declarator = words.firstIndex(where: { declarators.contains($0) }) else { return nil }
        return words[(declarator + 1)...].first
    }
}
