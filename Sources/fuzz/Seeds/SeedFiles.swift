import System

/// What the repository's own documents and vectors have to begin with: inputs made by other people's programs, valid and
/// not.
struct SeedFiles: Sendable {
    /// The top folder of the repository.
    let repository: String

    /// A file's bytes, up to 1 MiB.
    func bytes(_ path: String) throws -> [UInt8] { try SmallFile.read("\(repository)/\(path)") }

    /// The blocks of a document that begin with three grave accents and one of these words, as they stand.
    func blocks(_ word: String, in path: String) throws -> [(words: [String], text: String)] {
        let document = String(decoding: try bytes(path), as: UTF8.self)
        return document.split(separator: "\n```", omittingEmptySubsequences: false).compactMap { block in
            guard let end = block.firstIndex(of: "\n") else { return nil }
            let words = block[..<end].split(separator: " ").map(String.init)
            return words.first == word ? (words, String(block[block.index(after: end)...]) + "\n") : nil
        }
    }

    /// The vectors of FORMAT.md that are of one of these kinds, which is each block's last word.
    func format(_ kinds: String...) throws -> [[UInt8]] {
        try blocks("hex", in: "Sources/Statements/FORMAT.md").compactMap { words, text in
            kinds.contains(words[words.count - 1]) ? Hexadecimal.bytes(text) : nil
        }
    }

    /// What stands in hexadecimal in the lines of a vector file of which one word is as given; `nil`: all lines. Long
    /// repetitions (`00*70000`) are left out.
    func vectors(_ path: String, word: String? = nil) throws -> [[UInt8]] {
        let text = String(decoding: try bytes(path), as: UTF8.self)
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.flatMap { line -> [[UInt8]] in
            let words = line.split(separator: " ")
            guard word == nil || words.contains(where: { $0 == word ?? "" }) else { return [] }
            return words.compactMap { $0.utf8.count > 1 ? Hexadecimal.bytes($0) : nil }
        }
    }

    /// Vectors of `Tests/StatementsTests` that are refused, by their kind.
    func refused(_ kind: String) throws -> [[UInt8]] {
        try vectors("Tests/StatementsTests/Vectors/refused.txt", word: kind)
    }
}
