/// Where up to 256 hashes of one level, or the entries below them, are found (C2SP tlog-tiles).
package struct Tile: Hashable, Sendable {
    /// What a tile holds.
    package enum Content: Hashable, Sendable {
        /// Hashes of complete subtrees of 256^level leaves; level `0...63`, of which a log's 64-bit size reaches `0...7`.
        case hashes(level: Int)
        /// The entries themselves.
        case entries
    }

    /// How many hashes or entries a full tile has.
    package static let fullWidth = 256

    /// What it holds.
    package let content: Content
    /// Its place among the tiles of its kind.
    package let index: UInt64
    /// How many hashes or entries it has, `1...256`.
    package let width: Int

    /// - Returns: `nil` for a level, an index or a width that no tile has.
    package init?(_ content: Content, index: UInt64, width: Int = Self.fullWidth) {
        if case .hashes(let level) = content, !(0...63).contains(level) { return nil }
        guard (1...Self.fullWidth).contains(width), index <= UInt64.max / UInt64(Self.fullWidth) else { return nil }
        self.content = content
        self.index = index
        self.width = width
    }

    /// The last tile of a kind in a tree of `size` leaves, all tiles before it being full.
    /// - Returns: `nil` where the tree has none.
    package static func last(_ content: Content, size: UInt64) -> Self? {
        let count = content.level < 8 ? size >> UInt64(8 * content.level) : 0
        guard count > 0 else { return nil }
        return Self(content, index: (count - 1) >> 8, width: Int((count - 1) & 255) + 1)
    }

    /// The nodes of the tree whose hashes it holds, in their order; none where the level is beyond a 64-bit tree.
    package var nodes: [TreeNode] {
        guard content.level < 8 else { return [] }
        return (0..<UInt64(width)).map { TreeNode(level: 8 * content.level, index: index << 8 | $0) }
    }

    /// `tile/0/x001/x234/067.p/12`: the index in groups of three digits, a width only where the tile is not full.
    package var path: String {
        var groups: [String] = []
        var rest = index
        repeat {
            let digits = String(rest % 1000)
            let group = String(repeating: "0", count: 3 - digits.count) + digits
            groups.insert(groups.isEmpty ? group : "x" + group, at: 0)
            rest /= 1000
        } while rest > 0
        let partial = width == Self.fullWidth ? "" : ".p/\(width)"
        return "tile/\(content.name)/" + groups.joined(separator: "/") + partial
    }

    /// Reads a ``path``, in this spelling only.
    package init(path: String) throws(LedgerError) {
        let parts = Array(path.utf8).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0].elementsEqual("tile".utf8), path.utf8.count <= 64 else {
            throw .tree(.path(path))
        }
        var groups = parts[2...]
        var width = Self.fullWidth
        if groups.count >= 2, groups[groups.endIndex - 2].count == 5, let last = groups.popLast() {
            guard let value = Decimal.parse(last), let partial = Int(exactly: value) else { throw .tree(.path(path)) }
            width = partial
        }
        var index: UInt64 = 0
        for group in groups {
            let digits = group.drop { $0 == UInt8(ascii: "x") }.prefix(3).drop { $0 == UInt8(ascii: "0") }
            let value = digits.isEmpty ? 0 : Decimal.parse(digits)
            let (thousands, overflow) = index.multipliedReportingOverflow(by: 1000)
            guard let value, !overflow, thousands <= .max - value else { throw .tree(.path(path)) }
            index = thousands + value
        }
        guard let content = Content(name: parts[1]), let tile = Self(content, index: index, width: width),
            Array(tile.path.utf8) == Array(path.utf8)  // one tile, one path: whatever was read loosely above ends here
        else { throw .tree(.path(path)) }
        self = tile
    }
}

extension Tile.Content {
    /// Entries lie below level 0.
    fileprivate var level: Int {
        switch self {
        case .hashes(let level): level
        case .entries: 0
        }
    }

    fileprivate var name: String {
        switch self {
        case .hashes(let level): String(level)
        case .entries: "entries"
        }
    }

    fileprivate init?(name: some Collection<UInt8>) {
        if name.elementsEqual("entries".utf8) {
            self = .entries
        } else if let level = Decimal.parse(name), level <= 63 {
            self = .hashes(level: Int(level))
        } else {
            return nil
        }
    }
}
