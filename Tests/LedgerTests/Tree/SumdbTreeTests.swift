import Ledger
import Statements
import Testing

/// The same trees and tiles in Go's `sumdb/tlog`: Vectors/README.md.
@Suite("Trees as Go builds them") struct SumdbTreeTests {
    private static let tree = SimulatedTree(leaves: (0..<70_000).map { Array("entry \($0)".utf8) }, levelStep: 8)

    @Test("heads") func roots() async throws {
        for vector in try Vector.lines("root") {
            let root = try await MerkleTree.root(size: try vector.number(0), Self.tree.reader, cryptography)
            #expect(try vector.digest(1) == root, "size \(vector.fields[0])")
        }
    }

    @Test("proofs", arguments: ["inclusion", "consistency"]) func proofs(keyword: String) async throws {
        let vectors = try Vector.lines(keyword)
        #expect(vectors.count > 40)
        for vector in vectors {
            let size: UInt64 = try vector.number(0)
            let number: UInt64 = try vector.number(1)
            let proof =
                keyword == "inclusion"
                ? try await MerkleTree.inclusionProof(index: number, size: size, Self.tree.reader, cryptography)
                : try await MerkleTree.consistencyProof(from: number, to: size, Self.tree.reader, cryptography)
            #expect(
                try vector.fields.indices.dropFirst(2).map(vector.digest) == proof, "\(keyword) of \(number) in \(size)"
            )
        }
    }

    private func tile(_ vector: Vector) throws -> Tile {
        let level: Int = try vector.number(0)
        let index: UInt64 = try vector.number(1)
        let width: Int = try vector.number(2)
        return try #require(Tile(level < 0 ? .entries : .hashes(level: level), index: index, width: width))
    }

    @Test("tiles") func tiles() async throws {
        for vector in try Vector.lines("tile") {
            let tile = try tile(vector)
            let bytes = tile.encode(try await Self.tree.reader.hashes(of: tile.nodes))
            #expect(cryptography.sha256(bytes).description == vector.fields[3])
            #expect(try tile.encode(tile.decode(bytes)) == bytes)
        }
    }

    @Test("paths") func paths() throws {
        for vector in try Vector.lines("path") {
            let tile = try tile(vector)
            let expected = vector.fields[3].replacing("tile/8/", with: "tile/").replacing(
                "tile/data/", with: "tile/entries/")
            #expect(tile.path == expected)
            #expect(try Tile(path: tile.path) == tile)
        }
    }
}
