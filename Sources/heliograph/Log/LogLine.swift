/// A message with its facts, as a person reads it: “starting (origin: linden.energy/roof-a, version: 0.1.0)”.
struct LogLine {
    let message: String
    let facts: [String: String]

    var text: String {
        guard !facts.isEmpty else { return message }
        let list = facts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        return "\(message) (\(list.joined(separator: ", ")))"
    }
}
