/// Why a text is not the YAML that Heliograph reads. Every case but the size has a place.
package enum YAMLError: Error, Hashable, CustomStringConvertible {
    /// What YAML has and a configuration has no use for: each makes a file mean something else than it seems to.
    package enum Feature: String, Hashable, Sendable {
        case anchor, alias, tag, directive, secondDocument, compositeKey
    }

    case tooManyBytes(Int, limit: Int)
    case tooDeep(at: YAMLPosition, limit: Int)
    case tooManyNodes(at: YAMLPosition, limit: Int)
    /// `problem` is libyaml's own sentence; `mend` says what to write instead.
    case syntax(at: YAMLPosition, problem: String, mend: String)
    case duplicateKey(String, at: YAMLPosition, first: YAMLPosition)
    case unsupported(Feature, at: YAMLPosition)
    case outOfMemory

    /// Where to look; the first character where the whole file is meant.
    package var position: YAMLPosition {
        switch self {
        case .tooManyBytes, .outOfMemory: YAMLPosition(line: 1, column: 1)
        case .tooDeep(let position, _), .tooManyNodes(let position, _), .syntax(let position, _, _),
            .duplicateKey(_, let position, _), .unsupported(_, let position):
            position
        }
    }

    /// What is wrong and how to mend it, without the place: one line.
    package var description: String {
        switch self {
        case .tooManyBytes(let count, let limit):
            "the file has \(count) bytes, the limit is \(limit): is it the right file?"
        case .tooDeep(_, let limit): "lists and maps are nested more than \(limit) deep: is it the right file?"
        case .tooManyNodes(_, let limit): "the file holds more than \(limit) values: is it the right file?"
        case .syntax(_, let problem, let mend): mend.isEmpty ? problem : "\(mend) (\(problem))"
        case .duplicateKey(let key, _, let first):
            "the key “\(key)” stands here a second time, the first is at \(first.line):\(first.column): remove one."
        case .unsupported(let feature, _): feature.remedy
        case .outOfMemory: "there is no memory left to read the file: close other programs."
        }
    }
}

extension YAMLError.Feature {
    fileprivate var remedy: String {
        switch self {
        case .anchor: "anchors (“&name”) are not read: write the value where it belongs."
        case .alias: "aliases (“*name”) are not read: write the value out; a text that begins with “*” goes in quotes."
        case .tag: "tags (“!name”) are not read: leave it out; a text that begins with “!” goes in quotes."
        case .directive: "directives (“%YAML”, “%TAG”) are not read: remove the line."
        case .secondDocument: "a second document begins here: a file holds one; remove this line and what follows."
        case .compositeKey: "a key is text: put it in quotes if it begins with “[”, “{” or “?”."
        }
    }
}
