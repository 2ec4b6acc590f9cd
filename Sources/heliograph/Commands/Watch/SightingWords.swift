import Ledger
import Metering
import Statements

/// Sightings in words, for people.
enum SightingWords {
    static func describe(_ sighting: Sighting, under policy: Policy) -> String {
        printable(line(sighting, policy))
    }

    private static func line(_ sighting: Sighting, _ policy: Policy) -> String {
        switch sighting {
        case .statement(let statement):
            let state = statement.record.map { recorded($0, policy) } ?? "verified"
            let after = statement.madeAfter.map { ", made after \(IntervalWords.text(of: $0))" } ?? ""
            return "\(statement.origin) \(statement.index): \(state): \(content(of: statement))\(after)"
        case .recorded(let origin, let indices, let record):
            return "\(origin) \(list(indices)): \(recorded(record, policy))"
        case .unverifiable(let topic, let index, let fault):
            return "UNVERIFIABLE on \(topic)\(index.map { ", number \($0)" } ?? ""): \(fault)"
        case .contradiction(let origin, let contradiction):
            return "CONTRADICTION: \(origin) contradicts itself: \(contradiction)."
        case .evidence(let origin, let witness, let mirrors):
            let accomplices = mirrors.isEmpty ? "" : " Both sides were signed by the mirrors of \(names(mirrors))."
            return "CONTRADICTION: \(witness) has proof that \(origin) contradicted itself.\(accomplices)"
        case .overdue(let origin, let age, let limit):
            return
                "ALARM: the newest record of \(origin) is \(age) s old, or there was none for so long; \(limit) s are three intervals. Is it running, is a quorum of mirrors there, does the broker hold something back?"
        case .resumed(let origin): return "\(origin) has a new record."
        case .dropped(let count): return "\(count) messages came too fast and were not looked at."
        }
    }

    private static func content(of statement: WatchedStatement) -> String {
        statement.message.map(StatementWords.describe)
            ?? "a statement of \(statement.header.subject) of a kind that a newer Heliograph knows"
    }

    private static func recorded(_ record: WatchedRecord, _ policy: Policy) -> String {
        "recorded by \(record.cosigners) of \(policy.mirrors.count)"
            + (record.time.map { " at \(IntervalWords.text(of: $0))" } ?? "")
    }

    private static func names(_ origins: [Origin]) -> String {
        origins.map(\.description).joined(separator: ", ")
    }

    /// `3, 5–7`, with the runs put together.
    static func list(_ indices: [UInt64]) -> String {
        var runs: [ClosedRange<UInt64>] = []
        for index in indices {
            if let last = runs.last, last.upperBound + 1 == index {
                runs[runs.count - 1] = last.lowerBound...index
            } else {
                runs.append(index...index)
            }
        }
        return runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)" }
            .joined(separator: ", ")
    }

    /// What neighbours write is shown, not obeyed: a terminal takes control characters for commands.
    static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
                    default: scalar
                    }
                }))
    }
}
