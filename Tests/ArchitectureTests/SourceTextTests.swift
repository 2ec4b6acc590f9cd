import Testing

@Suite("A source text")
struct SourceTextTests {
    private func isBlank(_ line: String) -> Bool { line.allSatisfy(\.isWhitespace) }

    @Test("keeps code and comments apart and forgets strings")
    func parts() {
        let text = SourceText("let a = \"// no\" // yes \"b\"\n/* one /* two */\nstill */ let c = #\" \" \"# + d")
        #expect(text.code[0].hasPrefix("let a =") && !text.code[0].contains("no"))
        #expect(text.comments[0].contains("// yes \"b\"") && !text.comments[0].contains("no"))
        #expect(isBlank(text.code[1]))
        #expect(text.code[2].contains("let c =") && text.code[2].contains("+ d") && !text.code[2].contains("still"))
    }

    @Test("sees through strings of several lines and interpolations")
    func strings() {
        let text = SourceText("let a = \"\"\"\n    fatalError( {\n    \"\"\"\nlet b = \"x \\(f(\"y\") + \"{\") z\" + c")
        #expect(isBlank(text.code[1]))
        #expect(text.depths == [0, 0, 0, 0])
        #expect(text.code[3].contains("+ c") && !text.code[3].contains("y"))
    }

    @Test("finds where a body ends")
    func bodies() {
        let text = SourceText(
            "func f(\n    a: Int\n) throws(E)\n    -> Int\n{\n    if a { b }\n}\nfunc g()\nvar h: Int")
        #expect(text.closingLine(ofBodyAt: 0) == 6)
        #expect(text.closingLine(ofBodyAt: 7) == nil)
    }
}
