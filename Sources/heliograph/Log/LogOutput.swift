import Logging
import Metering
import Synchronization
import System

/// Where the service's log goes: as entries with fields into systemd's journal, where standard error leads there; otherwise
/// as lines to standard error, for a person or a file. The service writes no log file of its own.
final class LogOutput: Sendable {
    private let journal: JournalSocket?
    private let rate = Mutex(LogRate())

    init(journal: JournalSocket? = JournalSocket()) { self.journal = journal }

    /// Writes an event unless there was too much like it.
    /// - Parameter context: fields of the logger, for the journal alone: on a terminal they would stand in every line.
    func write(_ event: LogEvent, context: Logger.Metadata) {
        let (isSaid, heldBack) = rate.withLock { $0.ask("\(event.message)", at: SystemClock.monotonic()) }
        for lines in heldBack {
            let like = lines.text.map { "like “\($0)”" } ?? "of several kinds"
            write(
                "\(lines.count) lines \(like) were held back in a minute", .notice,
                [("HELIOGRAPH_HELD_BACK", "\(lines.count)")])
        }
        guard isSaid else { return }
        var facts = event.metadata ?? [:]
        if let error = event.error { facts["error"] = "\(error)" }
        let fields = (context.merging(facts) { $1 }).map { ("HELIOGRAPH_\($0.key)", "\($0.value)") }
        write(
            LogLine(message: "\(event.message)", facts: facts.mapValues { "\($0)" }).text, event.level,
            fields.sorted { $0.0 < $1.0 } + [
                ("HELIOGRAPH_SOURCE", event.source), ("CODE_FILE", event.file), ("CODE_LINE", "\(event.line)"),
                ("CODE_FUNC", event.function),
            ])
    }

    private func write(_ text: String, _ level: Logger.Level, _ fields: [(String, String)]) {
        guard let journal else {
            StandardStream.error.write("\(CalendarDate(SystemClock.utc()).text) \(level) \(text)\n")
            return
        }
        var entry = JournalEntry(text, priority: level.priority)
        entry.add("SYSLOG_IDENTIFIER", "heliograph")
        for (name, value) in fields { entry.add(name, value) }
        if !journal.send(entry) {
            // systemd reads the number from standard error and makes an entry of each line.
            let lines = text.split(separator: "\n").map { "<\(level.priority)>\($0)\n" }
            StandardStream.error.write(lines.joined())
        }
    }
}

extension Logger.Level {
    /// syslog's number.
    var priority: Int {
        switch self {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
