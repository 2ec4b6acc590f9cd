import Testing

/// Each rule finds what it is there to find, on a planted file, and leaves the rest alone.
@Suite("The rules")
struct RuleTests {
    private func planted(_ contents: String, in path: String) -> SourceFile {
        SourceFile(path: path, contents: contents)
    }

    @Test(
        "An import against the arrows",
        arguments: [
            ("Sources/Metering/A.swift", "import FoundationEssentials"),
            ("Sources/Metering/A.swift", "import Statements"),
            ("Sources/Ledger/A.swift", "package import Meters"), ("Sources/Gateway/A.swift", "import Storage"),
            ("Sources/Gateway/A.swift", "@preconcurrency import COpenSSL"), ("Sources/MQTT/A.swift", "import CSQLite"),
            ("Sources/heliograph/A.swift", "import Foundation"),
            ("Sources/heliograph/A.swift", "import struct Foundation.Date"),
            ("Sources/heliograph/A.swift", "import CSystem"), ("Sources/Storage/A.swift", "public import CSQLite"),
            ("Sources/Unheard/A.swift", "let a = 1"),
        ])
    func wrongImport(path: String, code: String) {
        #expect(ImportRule.violations(in: planted("// A file.\n\(code)\n", in: path)).count == 1)
    }

    @Test(
        "An import along the arrows",
        arguments: [
            ("Sources/Ledger/A.swift", "package import Statements"),
            ("Sources/Storage/A.swift", "internal import CSQLite"),
            ("Sources/Metering/A.swift", "// import Foundation"),
            ("Sources/Metering/A.swift", "let text = \"import Foundation\""),
            ("Sources/heliograph/A.swift", "import struct FoundationEssentials.Date"),
            ("Tests/ATests/A.swift", "import Foundation"),
        ])
    func rightImport(path: String, code: String) {
        #expect(ImportRule.violations(in: planted(code, in: path)).isEmpty)
    }

    @Test(
        "Unsafe code outside its targets, or without its reason",
        arguments: [
            ("Sources/Ledger/A.swift", "// SAFETY: none.\nlet a = unsafe f()"),
            ("Sources/Gateway/A.swift", "final class A: @unchecked Sendable {}"),
            ("Sources/heliograph/A.swift", "nonisolated(unsafe) var a = 1"),
            ("Sources/Storage/A.swift", "func f() {\n    unsafe g()\n}"),
            (
                "Sources/Storage/A.swift",
                "struct A {\n    // SAFETY: mine.\n    let a = 1\n}\n\nfunc f() { unsafe g() }"
            ),
            ("Sources/Storage/A.swift", "let text = \"// SAFETY: in a string\"; unsafe g()"),
        ])
    func unsafeWithoutReason(path: String, code: String) {
        #expect(SafetyRule.violations(in: planted(code, in: path)).count == 1)
    }

    @Test(
        "Unsafe code with its reason",
        arguments: [
            "struct A {\n    // SAFETY: owned by A.\n    let a: OpaquePointer\n    deinit { unsafe close(a) }\n}",
            "// SAFETY: `g` keeps nothing.\nfunc f() {\n    unsafe g()\n}", "// unsafe in a comment",
            "let a = \"unsafe\"",
        ])
    func unsafeWithReason(code: String) {
        #expect(SafetyRule.violations(in: planted(code, in: "Sources/Storage/A.swift")).isEmpty)
    }

    @Test("A file and a function that are too long")
    func tooLong() {
        func function(lines: Int) -> String {
            "    func f(\n        a: Int\n    ) {\n" + String(repeating: "        g()\n", count: lines - 4) + "    }\n"
        }
        func file(_ contents: String) -> SourceFile { planted(contents, in: "Sources/Ledger/A.swift") }
        #expect(LengthRule.violations(in: file(String(repeating: "let a = 1\n", count: 400))).isEmpty)
        #expect(LengthRule.violations(in: file(String(repeating: "let a = 1\n", count: 401))).count == 1)
        #expect(LengthRule.violations(in: file("struct A {\n" + function(lines: 60) + "}\n")).isEmpty)
        #expect(LengthRule.violations(in: file("struct A {\n" + function(lines: 61) + "}\n")).map(\.line) == [2])
    }

    @Test(
        "A declaration without its line",
        arguments: [
            "package struct A {}", "public func f() {}", "    package static let a = 1",
            "package private(set) var a = 1",
            "/// A line.\n\npackage var a: Int", "package init?(_ text: String) {\n    guard a else { return nil }\n}",
            "// A remark.\npackage mutating func f() {}", "package init() { start() }", "@frozen package enum A {}",
            "package static func + (a: A, b: A) -> A { a }", "package class func f() {}",
        ])
    func undocumented(code: String) {
        #expect(DocumentationRule.violations(in: planted(code, in: "Sources/Ledger/A.swift")).count == 1)
    }

    @Test(
        "A declaration that needs no line, or has it",
        arguments: [
            "/// A line.\npackage struct A {}", "/// A line.\n@discardableResult\npackage func f() -> A { a }",
            "struct A {}",
            "package init(a: Int) { self.a = a }",
            "package init(\n    a: Int, b: Int\n) {\n    self.a = a\n    self.b = b\n}",
            "/// A line.\n// SAFETY: mine.\npackage func f() {}", "package init() {}", "package import Statements",
            "package var description: String { a }",
            "package static func == (a: A, b: A) -> Bool { true }",
            "package static func < (a: A, b: A) -> Bool { true }",
            "package func hash(into hasher: inout Hasher) {}", "// package var a = 1", "package extension A {}",
        ])
    func documented(code: String) {
        #expect(DocumentationRule.violations(in: planted(code, in: "Sources/Ledger/A.swift")).isEmpty)
    }

    @Test(
        "Words that do not belong",
        arguments: [
            "fatalError(\"later\")", "let a = try! f()", "let a = b as! C", "// TODO: later", "/* FIXME */",
            "struct KeyManager {}", "enum StringUtil {}",
        ])
    func words(code: String) {
        #expect(WordRule.violations(in: planted(code, in: "Tests/LedgerTests/A.swift")).count == 1)
    }

    @Test(
        "Words in strings and in longer words are fine",
        arguments: ["let a = \"TODO try! as!\"", "let mastodon = 1", "struct Utilisation {}"])
    func innocentWords(code: String) {
        #expect(WordRule.violations(in: planted(code, in: "Sources/Ledger/A.swift")).isEmpty)
    }

    @Test("A promise without a test of its name")
    func promises() {
        let document = Document(
            path: PromiseRule.path,
            contents: """
                | when | then | shown |
                ## What happens when
                | when | then | shown |
                |---|---|---|
                | it rains | it is wet | in `ATests`, and in “A storm” |
                | it snows | it is white | in `ATests`, and in “Hail” |
                | it dries | it is dry | in `BTests` |
                | it hails | it is loud | somewhere |
                ## Else
                | a | b | c |
                """, exists: { _ in true })
        let planted = planted(
            "@Suite(\"A storm\") struct A {\n    @Test(\n        \"It rains\", arguments: [1])\n    @Test(\"It dries\")\n",
            in: "Tests/ATests/A.swift")
        #expect(PromiseRule.names(in: planted) == ["A storm", "It rains", "It dries"])
        let targets = Dictionary(uniqueKeysWithValues: PromiseRule.names(in: planted).map { ($0, Set(["ATests"])) })
        let violations = PromiseRule.violations(in: document, targets: targets)
        #expect(violations.map(\.line) == [6, 6, 7, 8])
        #expect(violations[1].message.contains("“Hail”"))
    }

    @Test("A link that leads nowhere")
    func links() {
        let document = Document(
            path: "Sources/README.md",
            contents: "[a](Ledger/README.md#x) [b](../gone.md) [c](https://example.org/x) [d](#here)",
            exists: { $0 == "Sources/Ledger/README.md" })
        #expect(LinkRule.violations(in: document).map(\.message) == ["the link to “../gone.md” leads nowhere."])
    }
}
