package import Metering

/// An edge and the input it came from.
package struct LineEdge: Hashable, Sendable {
    /// The input's position among the requests that opened the source, `0...`.
    package let line: Int
    /// What happened there.
    package let edge: Edge

    package init(line: Int, edge: Edge) {
        self.line = line
        self.edge = edge
    }
}
