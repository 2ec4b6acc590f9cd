/// Where a line was found. It holds for now only: the path of a chip may change with the next start.
package struct LineAddress: Hashable, Sendable {
    /// The chip's device file.
    package let path: String
    /// The chip's label.
    package let label: String
    /// The line as it was when it was found.
    package let line: LineDescription

    init(chip: ChipDescription, line: LineDescription) {
        path = chip.path
        label = chip.label
        self.line = line
    }

    /// The line by label and offset.
    package var unambiguousName: LineName { .chip(label: label, offset: line.offset) }
}
