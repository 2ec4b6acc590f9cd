import Ledger
import Testing

@Suite("Tiles and bundles") struct TileTests {
    @Test(
        "the last tile of a level",
        arguments: [
            (0, 1, 0, 1), (0, 255, 0, 255), (0, 256, 0, 256), (0, 257, 1, 1), (1, 256, 0, 1), (1, 65_536, 0, 256),
            (0, 70_000, 273, 112), (1, 70_000, 1, 17), (2, 70_000, 0, 1), (7, .max, 0, 255),
        ] as [(Int, UInt64, UInt64, Int)])
    func last(level: Int, size: UInt64, index: UInt64, width: Int) {
        #expect(Tile.last(.hashes(level: level), size: size) == Tile(.hashes(level: level), index: index, width: width))
    }

    @Test(
        "no tile where the level has no hash", arguments: [(0, 0), (1, 255), (2, 65_535), (8, .max)] as [(Int, UInt64)])
    func none(level: Int, size: UInt64) {
        #expect(Tile.last(.hashes(level: level), size: size) == nil)
    }

    @Test(
        "tiles that cannot be",
        arguments: [
            (-1, 0, 256, "level −1"), (64, 0, 256, "level 64"), (0, 0, 0, "width 0"), (0, 0, 257, "width 257"),
            (0, 1 << 56, 256, "an index whose entries have none"),
        ] as [(Int, UInt64, Int, Comment)])
    func impossible(level: Int, index: UInt64, width: Int, reason: Comment) {
        #expect(Tile(.hashes(level: level), index: index, width: width) == nil, reason)
    }

    @Test(
        "refused paths",
        arguments: [
            ("tile/64/000", "level 64"), ("tile/00/000", "a level with a leading zero"),
            ("tile/0/x1/2", "groups of one digit"),
            ("tile/0/0000", "a group of four digits"), ("tile/0/x000/001", "a leading group of zeros"),
            ("tile/0/001/002", "a group without x"), ("tile/0/x001", "an x on the last group"),
            ("tile/0/000.p/0", "width 0"), ("tile/0/000.p/256", "width 256"),
            ("tile/0/000.p/01", "a width with a leading zero"),
            ("tile/0/000.p", "no width"), ("tile/0/000.q/1", "another letter"), ("/tile/0/000", "a slash before"),
            ("tile/0/000/", "a slash behind"), ("tile/data/000", "the Go module mirror's name of entries"),
            ("tile/8/0/000", "a height, as the Go module mirror has"), ("tile/0", "no index"), ("", "nothing"),
            ("tile/0/x072/x057/x594/x037/x927/936", "an index whose entries have none"),
            ("tile/0/x999/x999/x999/x999/x999/x999/x999/999", "an index beyond 64 bits"),
        ] as [(String, Comment)])
    func refusedPaths(path: String, reason: Comment) {
        #expect(throws: LedgerError.tree(.path(path)), reason) { try Tile(path: path) }
    }

    @Test("refused tile bytes", arguments: [(256, 255 * 32 + 31), (256, 255 * 32), (1, 0), (1, 33), (2, 96)])
    func refusedBytes(width: Int, count: Int) throws {
        let tile = try #require(Tile(.hashes(level: 0), index: 0, width: width))
        #expect(throws: LedgerError.tree(.tileBytes(expected: width * 32, found: count))) {
            try tile.decode(Array(repeating: 0, count: count))
        }
    }

    @Test(
        "bundles",
        arguments: [
            ([], []), ([[]], [0, 0]), ([[1, 2], [], [3]], [0, 2, 1, 2, 0, 0, 0, 1, 3]),
        ] as [([[UInt8]], [UInt8])])
    func bundles(entries: [[UInt8]], bytes: [UInt8]) throws {
        #expect(EntryBundle.encode(entries) == bytes)
        #expect(try EntryBundle.decode(bytes) == entries)
    }

    @Test("the longest entry") func longestEntry() throws {
        let entry = Array(repeating: UInt8(7), count: EntryBundle.entrySizeLimit)
        let bytes = EntryBundle.encode([entry])
        #expect(bytes.prefix(2) == [0xFF, 0xFF])
        #expect(try EntryBundle.decode(bytes) == [entry])
    }

    @Test(
        "refused bundles",
        arguments: [
            ([0, 1, 9, 0], .bundleCut(offset: 3), "a trailing byte"), ([0], .bundleCut(offset: 0), "half a length"),
            ([0, 2, 9], .bundleCut(offset: 0), "an entry cut short"),
            ([0, 0, 0, 0, 0, 0], .bundleCount(limit: 2), "more entries than asked for"),
        ] as [([UInt8], TreeFault, Comment)])
    func refusedBundles(bytes: [UInt8], fault: TreeFault, reason: Comment) {
        #expect(throws: LedgerError.tree(fault), reason) { try EntryBundle.decode(bytes, limit: 2) }
    }
}
