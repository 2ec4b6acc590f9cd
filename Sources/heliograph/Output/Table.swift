/// Lines of words and figures under headings, for people.
struct Table {
    /// One column: its heading, and whether its cells are figures, which stand on the right.
    struct Column {
        let heading: String
        let isFigure: Bool

        static func words(_ heading: String) -> Self { Self(heading: heading, isFigure: false) }
        static func figures(_ heading: String) -> Self { Self(heading: heading, isFigure: true) }
    }

    private let columns: [Column]
    private var rows: [[String]] = []

    init(_ columns: Column...) { self.columns = columns }

    var isEmpty: Bool { rows.isEmpty }

    /// Adds a row. A cell too few is empty.
    mutating func add(_ cells: String...) {
        precondition(cells.count <= columns.count, "more cells than columns")
        rows.append(cells + Array(repeating: "", count: columns.count - cells.count))
    }

    /// The table's lines, two spaces between columns, none at the end of a line.
    var lines: [String] {
        let widths = columns.indices.map { column in
            rows.reduce(columns[column].heading.count) { max($0, $1[column].count) }
        }
        return ([columns.map(\.heading)] + rows).map { cells in
            var line = ""
            for (column, cell) in cells.enumerated() {
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                line += (column == 0 ? "" : "  ") + (columns[column].isFigure ? padding + cell : cell + padding)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
