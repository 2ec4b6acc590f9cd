import Testing
import YAML

@Suite("A YAML document")
struct YAMLDocumentTests {
    private func parse(_ text: String, limits: YAMLLimits = YAMLLimits()) throws(YAMLError) -> YAMLNode {
        try YAMLDocument.parse(Array(text.utf8), limits: limits)
    }

    private func scalar(_ text: String, plain isPlain: Bool = true, _ line: Int, _ column: Int) -> YAMLNode {
        YAMLNode(content: .scalar(text, isPlain: isPlain), position: YAMLPosition(line: line, column: column))
    }

    private func member(_ key: String, _ line: Int, _ column: Int, _ value: YAMLNode) -> YAMLMember {
        YAMLMember(key: key, position: YAMLPosition(line: line, column: column), value: value)
    }

    @Test("has a place for every node")
    func places() throws {
        let document = try parse(
            """
            # Größe
            origin: linden.energy/roof-a
            meters:
              pv: {kind: "pulse", offsets: [17, 18]}
            größe: ä # characters, not bytes
            nothing:
            """)
        let offsets = YAMLNode(
            content: .sequence([scalar("17", 4, 33), scalar("18", 4, 37)]), position: YAMLPosition(line: 4, column: 32))
        let pv = YAMLNode(
            content: .mapping([
                member("kind", 4, 8, scalar("pulse", plain: false, 4, 14)), member("offsets", 4, 23, offsets),
            ]), position: YAMLPosition(line: 4, column: 7))
        let meters = YAMLNode(content: .mapping([member("pv", 4, 3, pv)]), position: YAMLPosition(line: 4, column: 3))
        let expected = YAMLNode(
            content: .mapping([
                member("origin", 2, 1, scalar("linden.energy/roof-a", 2, 9)), member("meters", 3, 1, meters),
                member("größe", 5, 1, scalar("ä", 5, 8)), member("nothing", 6, 1, scalar("", 6, 9)),
            ]), position: YAMLPosition(line: 2, column: 1))
        #expect(document == expected)
    }

    @Test("may be empty, and may carry a byte order mark", arguments: ["", "# nothing\n", "---\n...\n"])
    func empty(text: String) throws {
        let root = try parse(text)
        let isEmpty = root.content == .mapping([]) || root.content == .scalar("", isPlain: true)
        #expect(isEmpty)
        #expect(try YAMLDocument.parse([0xEF, 0xBB, 0xBF] + Array("a: 1".utf8)) == parse("a: 1"))
    }

    @Test(
        "keeps to one document without shorthands",
        arguments: [
            ("a: &x 1", YAMLError.Feature.anchor, 1, 4), ("a: *x", .alias, 1, 4), ("a: !!int 1", .tag, 1, 4),
            ("a: !secret b", .tag, 1, 4), ("a: &x [1]", .anchor, 1, 4), ("a: &x {b: 1}", .anchor, 1, 4),
            ("%YAML 1.1\n---\na: 1", .directive, 1, 1), ("a: 1\n---\nb: 2", .secondDocument, 2, 1),
            ("? [a]\n: b", .compositeKey, 1, 3), ("*x : 1", .alias, 1, 1),
        ])
    func features(text: String, feature: YAMLError.Feature, line: Int, column: Int) {
        #expect(throws: YAMLError.unsupported(feature, at: YAMLPosition(line: line, column: column))) {
            try parse(text)
        }
    }

    @Test("refuses a key that stands twice, at any depth")
    func duplicates() {
        #expect(
            throws: YAMLError.duplicateKey(
                "b", at: YAMLPosition(line: 3, column: 3), first: YAMLPosition(line: 2, column: 3))
        ) { try parse("a:\n  b: 1\n  \"b\": 2") }
        #expect(throws: Never.self) { try parse("a: {b: 1}\nc: {b: 1}") }
    }

    @Test("has limits")
    func limits() {
        var limits = YAMLLimits()
        limits.byteCount = 8
        #expect(throws: YAMLError.tooManyBytes(9, limit: 8)) { try parse("a: 123456", limits: limits) }
        limits = YAMLLimits()
        let nested = String(repeating: "[", count: 33)
        #expect(throws: YAMLError.tooDeep(at: YAMLPosition(line: 1, column: 33), limit: 32)) { try parse(nested) }
        let bomb = String(repeating: "[", count: 1_000_000)
        #expect(throws: YAMLError.tooDeep(at: YAMLPosition(line: 1, column: 33), limit: 32)) { try parse(bomb) }
        limits.nodeCount = 3
        #expect(throws: Never.self) { try parse("[a, b]", limits: limits) }
        #expect(throws: YAMLError.tooManyNodes(at: YAMLPosition(line: 1, column: 8), limit: 3)) {
            try parse("[a, b, c]", limits: limits)
        }
    }

    @Test(
        "says where to write what when it is broken",
        arguments: [
            (
                "origin a/b\ninterval: 60", 1, 1,
                "there is no colon and space after the key “origin”: write “origin: a/b”."
            ),
            ("# head\n\norigin a/b\n\n# more\n\nmeters:\n  b: 1", 3, 1, "write “origin: a/b”."),
            ("a: 1\ninterval 60\nb: 2", 2, 1, "write “interval: 60”."),
            ("a: 1\ninterval 60", 2, 1, "write “interval: 60”."),
            ("broker:\n  host 10.0.0.1\n  port: 8883", 2, 3, "write “host: 10.0.0.1”."),
            ("broker:\n  host:10.0.0.1 # the router\n\n  # why\n  port: 8883", 2, 3, "write “host: 10.0.0.1”."),
            ("a: 1\nb = 2\nc: 3", 2, 1, "write “b: 2”."), ("a: b: c", 1, 5, "in quotes"),
            ("a:\n\tb: 1", 2, 1, "spaces"),
            ("a: @b", 1, 4, "begins with “@” goes in quotes"), ("a: \"b\nc: 1\n", 1, 4, "never closed"),
            ("a: [1, 2\nb: 3", 1, 4, "“]”"), ("a: {b: 1\nc: 3\n", 1, 4, "“}”"), ("a:\n  b: 1\n c: 2", 3, 2, "indented"),
            ("a: 1\n  b: 2", 2, 4, "indented"), ("- a\nb: 1", 2, 1, "indented"),
        ])
    func syntax(text: String, line: Int, column: Int, mend: String) throws {
        let error = try #require(throws: YAMLError.self) { try parse(text) }
        #expect(error.description.contains(mend), "\(error)")
        #expect(error.position == YAMLPosition(line: line, column: column), "\(error)")
    }

    @Test(
        "is text in UTF-8",
        arguments: [[0x61, 0x3A, 0x20, 0xFF], [0x61, 0x3A, 0x20, 0x00], [0x61, 0x3A, 0x20, 0xC3]] as [[UInt8]])
    func encoding(bytes: [UInt8]) throws {
        let error = try #require(throws: YAMLError.self) { try YAMLDocument.parse(Array("ü: 1\n".utf8) + bytes) }
        #expect(error.position == YAMLPosition(line: 2, column: 4), "\(error)")
        #expect(error.description.contains("UTF-8"), "\(error)")
    }
}
