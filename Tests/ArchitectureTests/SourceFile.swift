import FoundationEssentials

/// One Swift file of the repository, or one that a test plants.
struct SourceFile {
    /// Relative to the repository: `Sources/Ledger/Tree/TreeNode.swift`.
    let path: String
    let lines: [Substring]
    let text: SourceText

    init(path: String, contents: String) {
        self.path = path
        self.lines = contents.split(separator: "\n", omittingEmptySubsequences: false)
        self.text = SourceText(contents)
    }

    /// The folder below `Sources` or `Tests`, which is the target's name.
    var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

    /// Whether the file ships: it is not a test.
    var isShipped: Bool { path.hasPrefix("Sources/") }

    func violation(line index: Int, _ message: String) -> Violation {
        Violation(path: path, line: index + 1, message: message)
    }
}

/// What a rule found, as a compiler would say it.
struct Violation: Hashable, CustomStringConvertible {
    let path: String
    let line: Int
    let message: String

    var description: String { "\(path):\(line): \(message)" }
}

/// The checkout that this test was built from.
enum Repository {
    static let root: String = {
        var folders = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        folders.removeLast(3)
        return folders.joined(separator: "/")
    }()

    /// Every Swift file of sources and tests, in the order of their paths; read once.
    static let swiftFiles = Result {
        try ["Sources", "Tests"].flatMap { folder in
            try FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)")
                .filter { $0.hasSuffix(".swift") }
                .sorted()
                .map { try SourceFile(path: "\(folder)/\($0)", contents: read("\(folder)/\($0)")) }
        }
    }

    static func read(_ path: String) throws -> String {
        try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
    }

    /// The names of the folders in `folder`: its targets.
    static func targets(in folder: String) throws -> Set<String> {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)")
        return Set(
            paths.compactMap { path in path.contains("/") ? path.split(separator: "/").first.map(String.init) : nil })
    }
}
