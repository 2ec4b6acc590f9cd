import System

/// Lines on a terminal that are drawn anew in the same place.
struct ScopeView {
    private let text: ScopeText
    private var drawn = 0

    init(_ text: ScopeText) { self.text = text }

    mutating func show(_ summary: ScopeSummary) {
        let size = Terminal.size()
        let columns = size?.columns ?? 80
        // A line that wraps, or one that scrolls away, could not be drawn over.
        let rows = size.map { $0.rows > 0 ? $0.rows - 1 : 24 } ?? 24
        let lines = text.live(summary, columns: columns, rows: rows).map { String($0.prefix(columns)) }
        StandardStream.output.write(erasure + lines.map { $0 + "\n" }.joined())
        drawn = lines.count
    }

    /// Takes the lines away.
    mutating func clear() {
        StandardStream.output.write(erasure)
        drawn = 0
    }

    /// Back to the first of the lines, and away with what is there.
    private var erasure: String { drawn > 0 ? "\u{1B}[\(drawn)A\r\u{1B}[J" : "" }
}
