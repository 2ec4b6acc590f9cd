/// What works and what does not, a line each.
struct Diagnosis {
    /// One line.
    struct Line: Encodable {
        enum State: String, Encodable {
            case works = "ok"
            /// It runs, but the owner should know.
            case remark
            case broken
        }

        let subject: String
        let state: State
        /// What is so; for what is broken, with what to do next.
        let text: String
    }

    private(set) var lines: [Line] = []

    var isSound: Bool { !lines.contains { $0.state == .broken } }

    mutating func works(_ subject: String, _ text: String) { add(subject, .works, text) }
    mutating func remark(_ subject: String, _ text: String) { add(subject, .remark, text) }
    mutating func broken(_ subject: String, _ text: String) { add(subject, .broken, text) }

    /// What `body` says is so, or its error in the driver's own words.
    mutating func attempt(_ subject: String, _ body: () throws -> String) {
        do { works(subject, try body()) } catch { broken(subject, "\(error)") }
    }

    private mutating func add(_ subject: String, _ state: Line.State, _ text: String) {
        for part in text.split(separator: "\n") {
            lines.append(Line(subject: subject, state: state, text: String(part)))
        }
    }
}
