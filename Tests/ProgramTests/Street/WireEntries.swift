import Statements

/// The statements among what a subscriber saw, by their place.
struct WireEntries {
    private(set) var contradictions: [String] = []
    private var entries: [String: [UInt8]] = [:]

    /// How many places were seen.
    var count: Int { entries.count }

    /// - Throws: ``StatementError`` for a statement that is none.
    init(_ messages: [WireMessage]) throws {
        for message in messages where message.parts.count == 6 && message.parts[4] == "statement" {
            let entry = try Entry(parsing: message.payload)
            let place = "\(entry.issuer) \(entry.index)"
            if let known = entries.updateValue(message.payload, forKey: place), known != message.payload {
                contradictions.append(place)
            }
        }
    }
}
