import FoundationEssentials

/// A relative link in a document leads to a file or folder of the repository.
enum LinkRule {
    static func violations(in document: Document) -> [Violation] {
        document.lines.enumerated().flatMap { index, line in
            targets(in: line).filter { !document.leadsSomewhere($0) }.map {
                Violation(path: document.path, line: index + 1, message: "the link to “\($0)” leads nowhere.")
            }
        }
    }

    /// What stands in `](…)`, without anchors and without addresses of the web.
    static func targets(in line: Substring) -> [String] {
        line.split(separator: "](").dropFirst().compactMap { rest in
            guard let end = rest.firstIndex(of: ")") else { return nil }
            let target = rest[..<end].prefix { $0 != "#" && $0 != " " }
            return target.isEmpty || target.contains(":") ? nil : String(target)
        }
    }
}

/// One Markdown file, with its own idea of what exists beside it.
struct Document {
    let path: String
    let lines: [Substring]
    let leadsSomewhere: (String) -> Bool

    init(path: String, contents: String, exists: @escaping (String) -> Bool) {
        self.path = path
        self.lines = contents.split(separator: "\n", omittingEmptySubsequences: false)
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        self.leadsSomewhere = { exists(folder.isEmpty ? $0 : "\(folder)/\($0)") }
    }
}

extension Repository {
    /// The README of the repository and of its folders, without what a build leaves behind.
    static func documents() throws -> [Document] {
        let below = try ["Sources", "Tests", "toolchain", "systemd", "board"].flatMap { folder in
            try FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)")
                .filter { $0.hasSuffix(".md") }.map { "\(folder)/\($0)" }
        }
        let top = try FileManager.default.contentsOfDirectory(atPath: root).filter { $0.hasSuffix(".md") }
        return try (top + below).sorted().map { path in
            try Document(path: path, contents: read(path)) { FileManager.default.fileExists(atPath: "\(root)/\($0)") }
        }
    }
}
