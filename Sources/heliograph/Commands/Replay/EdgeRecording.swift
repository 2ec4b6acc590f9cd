import Metering

/// Recorded edges of one line as text: `ns,rising|falling[,sequence]` a line, empty lines and `#` comments between.
enum EdgeRecording {
    /// The edges of a recording, in the order of its lines.
    /// - Throws: an unusable ``Finding`` that names the first line that is none.
    static func parse(_ bytes: [UInt8], name: String) throws(Finding) -> [Edge] {
        var edges: [Edge] = []
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            let text = String(decoding: line, as: UTF8.self).filter { !$0.isWhitespace }
            if text.isEmpty || text.hasPrefix("#") { continue }
            guard let edge = edge(text) else {
                throw .unusable(
                    "\(name):\(index + 1): “\(text)” is no edge: write “ns,rising” or “ns,falling”, and a sequence number after a further comma if there is one."
                )
            }
            edges.append(edge)
        }
        return edges
    }

    /// An edge as a line of a recording, without its end.
    static func line(_ edge: Edge) -> String {
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
