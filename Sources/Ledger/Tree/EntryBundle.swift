/// Entries one behind the other, each with its length as two bytes, big-endian, before it (C2SP tlog-tiles, “Log Entries”).
package enum EntryBundle {
    /// The longest entry that a bundle can hold, in bytes.
    package static let entrySizeLimit = 65_535

    /// - Precondition: no entry is longer than ``entrySizeLimit``.
    package static func encode(_ entries: some Collection<[UInt8]>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.reduce(0) { $0 + 2 + $1.count })
        for entry in entries {
            precondition(entry.count <= entrySizeLimit)
            bytes.append(UInt8(entry.count >> 8))
            bytes.append(UInt8(entry.count & 255))
            bytes += entry
        }
        return bytes
    }

    /// The entries, empty ones included; a bundle says nothing of their meaning.
    /// - Parameter limit: how many there may be.
    package static func decode(_ bytes: [UInt8], limit: Int = Tile.fullWidth) throws(LedgerError) -> [[UInt8]] {
        var entries: [[UInt8]] = []
        var offset = 0
        while offset < bytes.count {
            guard entries.count < limit else { throw .tree(.bundleCount(limit: limit)) }
            guard bytes.count - offset >= 2 else { throw .tree(.bundleCut(offset: offset)) }
            let count = Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
            guard bytes.count - offset - 2 >= count else { throw .tree(.bundleCut(offset: offset)) }
            entries.append(Array(bytes[offset + 2..<offset + 2 + count]))
            offset += 2 + count
        }
        return entries
    }
}
