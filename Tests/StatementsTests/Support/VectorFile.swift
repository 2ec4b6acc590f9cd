import FoundationEssentials
import Testing

/// The vectors of this folder: lines of words, `#` before explanations.
enum VectorFile {
    static func lines(_ name: String) throws -> [[String]] {
        let text = try text(of: folder.appending(path: "Vectors/\(name)"))
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
            $0.split(separator: " ").map(String.init)
        }
    }

    /// Hexadecimal, in which `00*9` is a byte nine times and `+` joins parts.
    static func bytes(_ text: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        for part in text.split(separator: "+") {
            let factors = part.split(separator: "*")
            let content = try #require(hexadecimal(factors[0]))
            bytes += factors.count == 1 ? content : [UInt8](repeating: content[0], count: try #require(Int(factors[1])))
        }
        return bytes
    }

    static func hexadecimal(_ text: some StringProtocol) -> [UInt8]? {
        let digits = text.utf8.filter { $0 > 0x20 }.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count.isMultiple(of: 2), digits.count == text.utf8.count(where: { $0 > 0x20 }) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    /// What FORMAT.md shows: hexadecimal by name, the member's card and the key backup.
    static func format() throws -> (vectors: [String: [UInt8]], card: String, backup: String) {
        let path = folder.deletingLastPathComponent().deletingLastPathComponent()
        let text = try text(of: path.appending(path: "Sources/Statements/FORMAT.md"))
        var vectors: [String: [UInt8]] = [:]
        var (card, backup) = ("", "")
        for block in text.split(separator: "\n```", omittingEmptySubsequences: false) {
            guard let end = block.firstIndex(of: "\n") else { continue }
            let (info, content) = (block[..<end].split(separator: " "), block[block.index(after: end)...])
            if info.first == "hex", info.count > 1 { vectors[String(info[1])] = hexadecimal(content) }
            if info.first == "card" { card = content + "\n" }
            if info.first == "backup" { backup = content + "\n" }
        }
        return (vectors, card, backup)
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

    private static func text(of url: URL) throws -> String {
        String(decoding: try Data(contentsOf: url), as: UTF8.self)
    }
}
