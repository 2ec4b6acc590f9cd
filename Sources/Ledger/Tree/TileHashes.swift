package import Statements

extension Tile {
    /// The bytes of a hash tile: its hashes, one behind the other.
    /// - Precondition: as many hashes as the tile is wide.
    package func encode(_ hashes: [Digest]) -> [UInt8] {
        precondition(hashes.count == width)
        return hashes.flatMap(\.bytes)
    }

    /// The hashes of a hash tile.
    /// - Throws: ``TreeFault/tileBytes(expected:found:)`` unless there are exactly as many as the tile is wide.
    package func decode(_ bytes: [UInt8]) throws(LedgerError) -> [Digest] {
        guard bytes.count == width * 32 else {
            throw .tree(.tileBytes(expected: width * 32, found: bytes.count))
        }
        return stride(from: 0, to: bytes.count, by: 32).compactMap { Digest(bytes[$0..<$0 + 32]) }
    }
}
