import Chance
import Testing

@testable import Statements

@Suite("Deterministic CBOR")
struct CBORTests {
    @Test("decodes what encodes back, and refuses all else with its reason")
    func vectors() throws {
        let lines = try VectorFile.lines("cbor.txt")
        #expect(lines.count > 200)
        for line in lines {
            let bytes = try VectorFile.bytes(line[1])
            if line[0] == "valid" {
                #expect(try CBOR.decode(bytes).encode() == bytes, "\(line)")
            } else {
                let error = #expect(throws: StatementError.self, "\(line)") { try CBOR.decode(bytes) }
                #expect(error?.token == "cbor.\(line[0])", "\(line)")
            }
        }
    }

    @Test("has the values of RFC 8949, Appendix A")
    func values() throws {
        func decoded(_ text: String) throws -> CBOR { try CBOR.decode(try VectorFile.bytes(text)) }
        #expect(try decoded("1bffffffffffffffff") == .unsigned(.max))
        #expect(try decoded("3bffffffffffffffff") == .negative(.max))
        #expect(try decoded("3903e7").integer == -1000)
        #expect(try decoded("3bffffffffffffffff").integer == nil)
        #expect(try decoded("3b7fffffffffffffff").integer == .min)
        #expect(try decoded("d818456449455446") == .tagged(24, .bytes([0x64, 0x49, 0x45, 0x54, 0x46])))
        #expect(try decoded("64f0908591").text == "\u{10151}")
        #expect(try decoded("826161a161626163").array?.last?.map?["b"] == .text("c"))
        #expect(try decoded("a201020304").map?[3] == .unsigned(4))
        #expect(try decoded("83f5f4f6") == .array([.bool(true), .bool(false), .null]))
    }

    @Test("puts keys in the order of their encodings")
    func order() {
        let keys: [CBOR] = [
            .array([.integer(-1)]), .text("aa"), .integer(-1), .text("z"), .integer(100), .bool(false), .integer(10),
        ]
        // The example of RFC 8949 §4.2.1.
        let sorted: [CBOR] = [
            .integer(10), .integer(100), .integer(-1), .text("z"), .text("aa"), .array([.integer(-1)]), .bool(false),
        ]
        #expect(CBORMap(keys.map { ($0, .null) }).pairs.map(\.key) == sorted)
    }

    @Test("tells texts apart that only look alike")
    func normalization() throws {
        let map = CBORMap([(.text("\u{e9}"), .integer(1)), (.text("e\u{301}"), .integer(2))])
        let bytes = CBOR.map(map).encode()
        #expect(try CBOR.decode(bytes).encode() == bytes)
    }

    @Test("keeps to its limits")
    func limits() throws {
        let many = CBOR.array((0..<100).map(CBOR.unsigned)).encode()
        #expect(try CBOR.decode(many, limits: CBORLimits(size: many.count, items: 101)).encode() == many)
        #expect(throws: StatementError.tooLong(size: many.count, limit: many.count - 1)) {
            try CBOR.decode(many, limits: CBORLimits(size: many.count - 1))
        }
        let error = #expect(throws: StatementError.self) {
            try CBOR.decode(many, limits: CBORLimits(size: many.count, items: 100))
        }
        #expect(error?.token == "cbor.tooManyItems")
    }

    @Test("decodes mutations back to themselves or not at all, and the cursor agrees")
    func mutations() throws {
        var generator = SeededGenerator(seed: 7)
        let seeds = try VectorFile.format().vectors.values.sorted { $0.lexicographicallyPrecedes($1) }
        var acceptedCount = 0
        for seed in seeds {
            for _ in 0..<400 {
                let bytes = generator.mutated(seed)
                let value = try? CBOR.decode(bytes)
                if let value {
                    acceptedCount += 1
                    #expect(value.encode() == bytes)
                }
                #expect(isWellFormed(bytes) == (value != nil), "\(bytes)")
            }
        }
        #expect(acceptedCount > 1000)
    }

    @Test("survives bytes of no meaning")
    func noise() {
        var generator = SeededGenerator(seed: 8)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0..<24, using: &generator)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let value = try? CBOR.decode(bytes)
            #expect(value == nil || value?.encode() == bytes)
            #expect(isWellFormed(bytes) == (value != nil), "\(bytes)")
        }
    }

    /// What the cursor of the envelope says of the same bytes.
    private func isWellFormed(_ bytes: [UInt8]) -> Bool {
        var reader = CBORReader(bytes)
        return (try? reader.skip(depth: CBORLimits.depthLimit)) != nil && (try? reader.finish()) != nil
    }
}
