/// A Swift file taken apart far enough for the rules: per line the code without comments and without what stands in
/// string literals, and the comments alone.
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
        for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            var scanner = LineScanner(line, state: state)
            depths.append(depth)
            scanner.scan()
            state = scanner.state
            depth += scanner.balance
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
            for byte in code[index].utf8 {
                switch byte {
                case UInt8(ascii: "("), UInt8(ascii: "["): parentheses += 1
                case UInt8(ascii: ")"), UInt8(ascii: "]"): parentheses -= 1
                case UInt8(ascii: "{"): depth += 1
                case UInt8(ascii: "}"):
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

    /// Works on bytes: what it cuts at is ASCII, and all else goes one way or the other whole.
    private struct LineScanner {
        private static let blank = UInt8(ascii: " ")

        private let bytes: [UInt8]
        private(set) var state: State
        private var codeBytes: [UInt8] = []
        private var commentBytes: [UInt8] = []
        private var index = 0

        init(_ line: some Sequence<UInt8>, state: State) {
            bytes = Array(line)
            self.state = state
            codeBytes.reserveCapacity(bytes.count)
            commentBytes.reserveCapacity(bytes.count)
        }

        var code: String { String(decoding: codeBytes, as: UTF8.self) }
        var comment: String { String(decoding: commentBytes, as: UTF8.self) }
        /// Braces that the line's code opens, less those that it closes.
        var balance: Int {
            codeBytes.reduce(0) { $0 + ($1 == UInt8(ascii: "{") ? 1 : $1 == UInt8(ascii: "}") ? -1 : 0) }
        }

        mutating func scan() {
            while index < bytes.count {
                switch state {
                case .code: scanCode()
                case .lineComment: takeComment(bytes.count - index)
                case .blockComment(let depth): scanBlockComment(depth)
                case .string(let hashes, let isMultiline): scanString(hashes: hashes, isMultiline: isMultiline)
                }
            }
            if state == .lineComment { state = .code }
        }

        private func isAt(_ text: StaticString, hashes: Int = 0, offset: Int = 0) -> Bool {
            let start = index + offset
            let count = text.utf8CodeUnitCount
            guard start + count + hashes <= bytes.count else { return false }
            let isText = text.description.utf8.elementsEqual(bytes[start..<start + count])
            return isText && bytes[(start + count)..<(start + count + hashes)].allSatisfy { $0 == UInt8(ascii: "#") }
        }

        private mutating func takeCode() {
            codeBytes.append(bytes[index])
            commentBytes.append(Self.blank)
            index += 1
        }

        private mutating func takeComment(_ count: Int) {
            commentBytes += bytes[index..<index + count]
            codeBytes += repeatElement(Self.blank, count: count)
            index += count
        }

        private mutating func skip(_ count: Int) {
            let skipped = min(count, bytes.count - index)
            codeBytes += repeatElement(Self.blank, count: skipped)
            commentBytes += repeatElement(Self.blank, count: skipped)
            index += skipped
        }

        private mutating func scanCode() {
            switch bytes[index] {
            case UInt8(ascii: "/") where isAt("//"): state = .lineComment
            case UInt8(ascii: "/") where isAt("/*"):
                state = .blockComment(depth: 1)
                takeComment(2)
            case UInt8(ascii: "\""), UInt8(ascii: "#"):
                let hashes = bytes[index...].prefix { $0 == UInt8(ascii: "#") }.count
                guard isAt("\"", offset: hashes) else { return takeCode() }
                let isMultiline = isAt("\"\"\"", offset: hashes)
                state = .string(hashes: hashes, isMultiline: isMultiline)
                skip(hashes + (isMultiline ? 3 : 1))
            default: takeCode()
            }
        }

        private mutating func scanBlockComment(_ depth: Int) {
            if isAt("/*") {
                state = .blockComment(depth: depth + 1)
                takeComment(2)
            } else if isAt("*/") {
                takeComment(2)
                state = depth == 1 ? .code : .blockComment(depth: depth - 1)
            } else {
                takeComment(1)
            }
        }

        private mutating func scanString(hashes: Int, isMultiline: Bool) {
            if isAt("\\", hashes: hashes) {
                skip(hashes + 1)
                if isAt("(") { skipInterpolation() } else { skip(1) }
            } else if isMultiline ? isAt("\"\"\"", hashes: hashes) : isAt("\"", hashes: hashes) {
                skip(hashes + (isMultiline ? 3 : 1))
                state = .code
            } else {
                skip(1)
            }
        }

        /// An interpolation is part of its string: what the rules look for does not belong there.
        private mutating func skipInterpolation() {
            var depth = 0
            repeat {
                depth += bytes[index] == UInt8(ascii: "(") ? 1 : bytes[index] == UInt8(ascii: ")") ? -1 : 0
                skip(1)
            } while index < bytes.count && depth > 0
        }
    }
}
