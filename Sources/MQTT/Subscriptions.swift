/// What the session wants delivered, and what the broker has granted.
struct Subscriptions {
    /// In the order they were asked for, each once.
    private var wanted: [String] = []
    private var granted: Set<String> = []
    /// Asked for on this connection and not yet answered, by packet identifier.
    private var asked: [UInt16: String] = [:]

    /// Takes new filters.
    /// - Returns: those to ask for now, in order.
    mutating func add(_ filters: [String]) -> [String] {
        let fresh = filters.reduce(into: [String]()) { fresh, filter in
            if !wanted.contains(filter) && !fresh.contains(filter) { fresh.append(filter) }
        }
        wanted += fresh
        return fresh
    }

    /// Begins a connection.
    /// - Returns: the filters to ask for: all of them where the broker has forgotten us.
    mutating func connected(sessionPresent: Bool) -> [String] {
        asked = [:]
        if !sessionPresent { granted = [] }
        return wanted.filter { !granted.contains($0) }
    }

    mutating func ask(_ filter: String, as identifier: UInt16) { asked[identifier] = filter }

    /// The filter behind an answer, and whether it was granted; `nil` for an answer to nothing.
    mutating func answered(_ identifier: UInt16, reason: UInt8) -> String? {
        guard let filter = asked.removeValue(forKey: identifier) else { return nil }
        if reason < 0x80 { granted.insert(filter) }
        return filter
    }
}
