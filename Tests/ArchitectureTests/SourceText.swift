/// A Swift file taken apart far enough for the rules: per line the code without comments and without what stands in
/// string literals, and the comments alone. Columns stay where they were.
struct SourceText {
    private(set) var code: [String] = []
    private(set) var comments: [String] = []
    /// Braces open at the start of each line.
    private(set) var depths: [Int] = []

    private enum State: Equatable {
        case code
        case lineComment
        case blockComment(depth: Int)
        case string(hashes: Int, isMultiline: Bool)
    }

    init(_ text: String) {
        var state = State.code
        var depth = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var scanner = LineScanner(characters: Array(line), state: state)
            depths.append(depth)
            scanner.scan()
            state = scanner.state
            depth += scanner.code.reduce(0) { $0 + ($1 == "{" ? 1 : $1 == "}" ? -1 : 0) }
            code.append(scanner.code)
            comments.append(scanner.comment)
        }
    }

    /// The line of the brace that closes the first one opened at or after `line`; `nil` when none opens before the
    /// declaration ends, as in a protocol's requirement or a stored property.
    func closingLine(ofBodyAt line: Int) -> Int? {
        var depth = 0
        var parentheses = 0
        for index in line..<code.count {
            for character in code[index] {
                switch character {
                case "(", "[": parentheses += 1
                case ")", "]": parentheses -= 1
                case "{": depth += 1
                case "}":
                    depth -= 1
                    if depth <= 0 { return depth == 0 ? index : nil }
                default: break
                }
            }
            // A signature goes on in the next line while a parenthesis is open or the next line does not begin anew.
            if depth == 0, parentheses == 0, !signatureContinues(after: index) { return nil }
        }
        return nil
    }

    private func signatureContinues(after index: Int) -> Bool {
        guard index + 1 < code.count else { return false }
        let next = code[index + 1].drop(while: \.isWhitespace)
        return next.hasPrefix("{") || next.hasPrefix("->") || next.hasPrefix("where") || next.hasPrefix("throws")
            || next.hasPrefix(":") || next.hasPrefix("async") || next.hasPrefix(")")
    }

    private struct LineScanner {
        let characters: [Character]
        var state: State
        var code = ""
        var comment = ""
        private var index = 0

        init(characters: [Character], state: State) {
            self.characters = characters
            self.state = state
        }

        mutating func scan() {
            while index < characters.count {
                switch state {
                case .code: scanCode()
                case .lineComment: take(1, into: \.comment)
                case .blockComment(let depth): scanBlockComment(depth)
                case .string(let hashes, let isMultiline): scanString(hashes: hashes, isMultiline: isMultiline)
                }
            }
            if state == .lineComment { state = .code }
        }

        private func startsWith(_ text: String) -> Bool {
            let expected = Array(text)
            return index + expected.count <= characters.count
                && Array(characters[index..<index + expected.count]) == expected
        }

        private mutating func take(_ count: Int, into part: WritableKeyPath<Self, String>) {
            let taken = String(characters[index..<min(index + count, characters.count)])
            let blank = String(repeating: " ", count: taken.count)
            code += part == \.code ? taken : blank
            comment += part == \.comment ? taken : blank
            index += count
        }

        private mutating func skip(_ count: Int) {
            let skipped = min(count, characters.count - index)
            code += String(repeating: " ", count: skipped)
            comment += String(repeating: " ", count: skipped)
            index += count
        }

        private mutating func scanCode() {
            if startsWith("//") {
                state = .lineComment
            } else if startsWith("/*") {
                state = .blockComment(depth: 1)
                take(2, into: \.comment)
            } else if let hashes = hashesOfStringStart() {
                let isMultiline =
                    index + hashes + 3 <= characters.count
                    && characters[index + hashes..<index + hashes + 3].allSatisfy { $0 == "\"" }
                state = .string(hashes: hashes, isMultiline: isMultiline)
                skip(hashes + (isMultiline ? 3 : 1))
            } else {
                take(1, into: \.code)
            }
        }

        private func hashesOfStringStart() -> Int? {
            var position = index
            while position < characters.count, characters[position] == "#" { position += 1 }
            return position < characters.count && characters[position] == "\"" ? position - index : nil
        }

        private mutating func scanBlockComment(_ depth: Int) {
            if startsWith("/*") {
                state = .blockComment(depth: depth + 1)
                take(2, into: \.comment)
            } else if startsWith("*/") {
                take(2, into: \.comment)
                state = depth == 1 ? .code : .blockComment(depth: depth - 1)
            } else {
                take(1, into: \.comment)
            }
        }

        private mutating func scanString(hashes: Int, isMultiline: Bool) {
            let marks = String(repeating: "#", count: hashes)
            let end = String(repeating: "\"", count: isMultiline ? 3 : 1) + marks
            if startsWith("\\" + marks + "(") {
                skip(hashes + 2)
                skipInterpolation()
            } else if startsWith("\\" + marks) {
                skip(hashes + 2)
            } else if startsWith(end) {
                skip(end.count)
                state = .code
            } else {
                skip(1)
            }
        }

        /// An interpolation is part of its string: what the rules look for does not belong there.
        private mutating func skipInterpolation() {
            var depth = 1
            while index < characters.count, depth > 0 {
                depth += characters[index] == "(" ? 1 : characters[index] == ")" ? -1 : 0
                skip(1)
            }
        }
    }
}
