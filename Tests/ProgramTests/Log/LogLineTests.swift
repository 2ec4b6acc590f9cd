import Testing

@testable import heliograph

@Suite("A line of the log")
struct LogLineTests {
    @Test("tells the facts after the message")
    func facts() {
        #expect(LogLine(message: "connected", facts: [:]).text == "connected")
        #expect(LogLine(message: "refused", facts: ["b": "2", "a": "“ä”"]).text == "refused (a: “ä”, b: 2)")
    }

    @Test("is one line, and no colour of a terminal, whatever a neighbour sent")
    func hostile() {
        let line = LogLine(message: "refused", facts: ["reason": "a\r\nb\u{1b}[31mc\u{2028}d\u{85}e"])
        #expect(line.text == "refused (reason: a\\r\\nb\\u{1B}[31mc\\u{2028}d\\u{0085}e)")
    }
}
