import Foundation
import Ledger
import Statements
import Testing

/// A line of `Vectors/sumdb.txt`: a keyword, which is dropped, and its fields.
struct Vector {
    let fields: [String]

    static func lines(_ keyword: String) throws -> [Vector] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Vectors/sumdb.txt")
        let text = try String(contentsOf: file, encoding: .utf8)
        let lines = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        return lines.filter { $0.first == keyword }.map { Vector(fields: Array($0.dropFirst())) }
    }

    func number<Number: FixedWidthInteger>(_ index: Int) throws -> Number { try #require(Number(fields[index])) }

    func bytes(_ index: Int) throws -> [UInt8] { try #require(Base64.decode(Array(fields[index].utf8))) }

    func digest(_ index: Int) throws -> Digest {
        let bytes = try bytes(index)
        return try #require(Digest(bytes))
    }
}
