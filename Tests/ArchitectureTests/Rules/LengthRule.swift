/// A file is read in one sitting, a function on one screen.
enum LengthRule {
    static let fileLimit = 400
    static let functionLimit = 60

    static func violations(in file: SourceFile) -> [Violation] {
        var found: [Violation] = []
        let lineCount = file.lines.last == "" ? file.lines.count - 1 : file.lines.count
        if lineCount > fileLimit {
            found.append(file.violation(line: 0, "\(lineCount) lines; the limit is \(fileLimit)."))
        }
        for (index, code) in file.text.code.enumerated() {
            let words = Words(code)
            guard words.contains("func") || words.contains("init") && code.contains("{") && !code.contains("."),
                let end = file.text.closingLine(ofBodyAt: index)
            else { continue }
            let length = end - index + 1
            if length > functionLimit {
                found.append(
                    file.violation(line: index, "a function of \(length) lines; the limit is \(functionLimit)."))
            }
        }
        return found
    }
}
