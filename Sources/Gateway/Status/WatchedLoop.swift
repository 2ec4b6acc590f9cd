/// A loop that the service cannot do without, and how far it has come.
struct WatchedLoop: Sendable {
    /// For the log: “the ledger”.
    let name: String
    /// Anything that changes with every turn; `nil` while there is no such loop.
    let position: @Sendable () -> UInt64?
}

/// Compares how far loops have come with how far they had come at the last look.
struct ProgressComparison {
    private var seen: [String: UInt64] = [:]

    /// Looks at the loops.
    /// - Returns: the names of those that have not turned since the last look, in order; at the first look, none.
    mutating func standing(_ loops: [WatchedLoop]) -> [String] {
        loops.filter { loop in
            let position = loop.position()
            defer { seen[loop.name] = position }
            return position != nil && position == seen[loop.name]
        }.map(\.name)
    }
}
