/// Recorded edges of one line as text: `ns,rising|falling[,sequence]` a line, empty lines and `#` comments between.
package enum EdgeRecording {
    /// The edges of a recording, in the order of its lines.
    /// - Throws: ``MeterError/malformedEdge(line:text:)`` for the first line that is none.
    package static func parse(_ bytes: [UInt8]) throws(MeterError) -> [Edge] {
        var edges: [Edge] = []
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            let text = String(decoding: line, as: UTF8.self).filter { !$0.isWhitespace }
            if text.isEmpty || text.hasPrefix("#") { continue }
            guard let edge = edge(text) else { throw .malformedEdge(line: index + 1, text: text) }
            edges.append(edge)
        }
        return edges
    }

    /// An edge as a line of a recording, without its end.
    package static func line(_ edge: Edge) -> String {
        "\(edge.time.nanoseconds),\(edge.polarity == .rising ? "rising" : "falling")"
            + (edge.sequence.map { ",\($0)" } ?? "")
    }

    private static func edge(_ text: String) -> Edge? {
        let fields = text.split(separator: ",", omittingEmptySubsequences: false)
        guard (2...3).contains(fields.count), let nanoseconds = UInt64(fields[0]) else { return nil }
        let polarities: [Substring: Edge.Polarity] = ["rising": .rising, "falling": .falling]
        guard let polarity = polarities[fields[1]] else { return nil }
        var sequence: UInt32?
        if fields.count == 3 {
            guard let number = UInt32(fields[2]) else { return nil }
            sequence = number
        }
        return Edge(polarity: polarity, time: MonotonicTime(nanoseconds: nanoseconds), sequence: sequence)
    }
}
