internal import Metering

/// The newest edges of one line, at most a fixed number of them.
///
/// It drops what is oldest, as the kernel does, so that every loss shows as a gap in front of an edge that is kept.
struct EdgeRing {
    private var edges: [Edge] = []
    private var oldest = 0
    private let limit: Int

    /// - Precondition: `limit` is at least 1.
    init(limit: Int) {
        precondition(limit > 0, "a ring without room")
        self.limit = limit
    }

    var isEmpty: Bool { edges.isEmpty }

    mutating func append(_ edge: Edge) {
        if edges.count < limit {
            edges.append(edge)
        } else {
            edges[oldest] = edge
            oldest = (oldest + 1) % limit
        }
    }

    /// Empties the ring, oldest edge first.
    mutating func takeAll() -> [Edge] {
        defer {
            edges = []
            oldest = 0
        }
        return oldest == 0 ? edges : Array(edges[oldest...] + edges[..<oldest])
    }
}
