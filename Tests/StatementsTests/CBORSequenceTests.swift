import Statements
import Testing

@Suite("CBOR sequences") struct CBORSequenceTests {
    private static let items: [CBOR] = [
        .array([.text("a"), .map(CBORMap([(.text("b"), .unsigned(1))]))]), .bytes(Array(repeating: 7, count: 300)),
        .null,
        .text("ä"), .array([]), .unsigned(.max),
    ]
    private static let bytes = items.flatMap { $0.encode() }

    private func read(_ bytes: [UInt8], pieceSize: Int, limit: Int = 400) throws -> [CBOR] {
        var sequence = CBORSequence(limits: CBORLimits(size: limit))
        var items: [CBOR] = []
        for start in stride(from: 0, to: bytes.count, by: pieceSize) {
            sequence.append(Array(bytes[start..<min(start + pieceSize, bytes.count)]))
            while let item = try sequence.next() { items.append(item) }
        }
        try sequence.finish()
        return items
    }

    @Test("the same items, in whatever pieces they come", arguments: [1, 2, 3, 50, 302, 303, 304, 10_000])
    func pieces(size: Int) throws { #expect(try read(Self.bytes, pieceSize: size) == Self.items) }

    @Test("an end within an item, and none where one ends") func truncated() throws {
        var ends: Set<Int> = [0]
        for item in Self.items { ends.insert((ends.max() ?? 0) + item.encode().count) }
        for count in 0...Self.bytes.count {
            let part = Array(Self.bytes[..<count])
            guard !ends.contains(count) else {
                #expect(throws: Never.self) { try read(part, pieceSize: 64) }
                continue
            }
            #expect(throws: StatementError.cbor(.truncated, offset: count), "\(count)") {
                try read(part, pieceSize: 64)
            }
        }
    }

    @Test("an item that is not deterministic, with its place in the whole") func fault() {
        for pieceSize in [1, 1000] {
            #expect(throws: StatementError.cbor(.notShortest, offset: Self.bytes.count)) {
                try read(Self.bytes + [0x18, 0x01], pieceSize: pieceSize)
            }
        }
    }

    @Test("an item beyond the limit, before it is there whole") func tooLong() {
        #expect(throws: StatementError.tooLong(size: 303, limit: 302)) {
            try read(Self.bytes, pieceSize: 1, limit: 302)
        }
        // A head that announces more than there will ever be.
        #expect(throws: StatementError.self) {
            try read([0x5B, 0, 0, 1, 0, 0, 0, 0, 0] + Array(repeating: 0, count: 1000), pieceSize: 100)
        }
    }
}
